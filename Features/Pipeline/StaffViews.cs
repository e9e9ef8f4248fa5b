using Mobile.Features.Data;
using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Pipeline;

/// <summary>
/// Notes in the audit log whose data a member of staff looks at, and what they take away. The note is stored before anything is shown: what
/// cannot be noted is not shown.
/// </summary>
/// <remarks>In a write of its own: neither the form of the request nor a query of the page beside it becomes part of it.</remarks>
public sealed class StaffViews(Database database, Caller caller, Staff staff, TimeProvider clock)
{
    /// <summary>Users were looked for by name, e-mail address or id.</summary>
    public const string Searched = "users-searched";

    /// <summary>The subject of a search that has found nobody.</summary>
    public const string Nobody = "user/none";

    /// <param name="action">Kebab-case and in the past tense: <c>device-viewed</c>.</param>
    /// <param name="subject">Whose or which data: <c>user/{id}/device/{id}</c>, <c>audit-log</c>.</param>
    public Task NoteAsync(string action, string subject, CancellationToken stop) => NoteAsync(action, [subject], stop);

    /// <summary>Notes a search, under each user whom it has found. What was typed is somebody's name, and is not kept.</summary>
    public Task NoteSearchAsync(IReadOnlyList<string> userIds, CancellationToken stop) =>
        NoteAsync(Searched, userIds.Count == 0 ? [Nobody] : [.. userIds.Select(AuditData.SubjectOf)], stop);

    private Task<int> NoteAsync(string action, IReadOnlyList<string> subjects, CancellationToken stop)
    {
        var db = new DbSession(database);
        var audit = new Audit(db, caller, clock);
        return db.WriteAsync(
            async () =>
            {
                foreach (var subject in subjects)
                {
                    await audit.CountAsync(staff.UserId, action, subject);
                }

                return subjects.Count;
            },
            stop);
    }
}
