using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Versions.Policy;

/// <summary>All that staff have decided, as it is stored now; its revision goes along with each change that is decided on it.</summary>
public static class GetPolicy
{
    public sealed class Handler(DbSession db, Staff staff, TimeProvider clock)
    {
        public Task<PolicySnapshot> GetAsync(CancellationToken stop)
        {
            staff.MustBeStaff();
            return PolicyRows.ReadAsync(db, clock.UnixMilliseconds(), stop);
        }
    }
}
