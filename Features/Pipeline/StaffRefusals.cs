using Mobile.Features.Data;

namespace Mobile.Features.Pipeline;

/// <summary>Notes in the audit log that a member of staff has asked for what their roles do not allow.</summary>
public sealed class StaffRefusals(DbSession db, Audit audit)
{
    public const string Action = "action-refused";

    /// <summary>What fits into the audit log's subject.</summary>
    private const int MaxSubject = 200;

    /// <param name="actor">The caller's user id.</param>
    /// <param name="path">Of the request, as it came.</param>
    /// <param name="needed">The roles, of which the caller has none.</param>
    public Task RecordAsync(string actor, string method, string path, IEnumerable<string> needed, CancellationToken stop)
    {
        var subject = $"{method} {path}";
        return db.WriteAsync(
            async () =>
            {
                await audit.RecordAsync(actor, Action, subject[..Math.Min(subject.Length, MaxSubject)], $"Needs {string.Join(" or ", needed)}.");
                return true;
            },
            stop);
    }
}
