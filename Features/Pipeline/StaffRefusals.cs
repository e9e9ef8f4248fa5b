using Mobile.Features.Data;

namespace Mobile.Features.Pipeline;

/// <summary>Keeps in the audit log what somebody of the staff tried without having the role.</summary>
public sealed class StaffRefusals(DbSession db, Audit audit, Staff staff)
{
    /// <param name="what">The request: <c>POST /admin/orders/{id}/ship</c>.</param>
    /// <param name="anyOf">The roles of which one was needed.</param>
    public Task RecordAsync(string what, IReadOnlyList<string> anyOf, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            await audit.RecordAsync(staff.UserId, "action-refused", what, $"Needs {string.Join(" or ", anyOf)}.");
            return true;
        },
        stop);
}
