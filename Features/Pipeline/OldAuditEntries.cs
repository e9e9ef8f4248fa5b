using Mobile.Features.Data;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Pipeline;

/// <summary>Entries of the audit log that nobody has to answer for any more.</summary>
internal sealed class OldAuditEntries(DbSession db, TimeProvider clock) : OldRows(db, clock, "audit_log", "occurred_at", Lifetime)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(2 * 365);
}

/// <summary>Counted entries, which change nothing: views, searches, exports, sign-ins and refusals.</summary>
internal sealed class OldCountedEntries(DbSession db, TimeProvider clock)
    : OldRows(db, clock, "audit_log", "occurred_at", Lifetime, condition: "last_at IS NOT NULL")
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    public override string Name => "counted entries of the audit log";
}
