using Mobile.Features.Data;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Pipeline.Idempotency;

/// <summary>Keys outlive the longest trip without a network; after that a client-chosen id still refuses a late creation.</summary>
internal sealed class OldKeys(DbSession db, TimeProvider clock) : OldRows(db, clock, "idempotency_keys", "created_at", Lifetime)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(31);
}
