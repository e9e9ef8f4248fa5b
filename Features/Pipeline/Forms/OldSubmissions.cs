using Mobile.Features.Data;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Pipeline.Forms;

/// <summary>A form that has stood open for longer than this is not sent twice by a nervous finger.</summary>
internal sealed class OldSubmissions(DbSession db, TimeProvider clock) : OldRows(db, clock, "submissions", "submitted_at", Lifetime)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(2);
}
