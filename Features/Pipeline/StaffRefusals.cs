using Mobile.Features.Data;

namespace Mobile.Features.Pipeline;

/// <summary>Notes in the audit log that a member of staff has asked for what their roles do not allow: one entry for each action in an hour.</summary>
public sealed class StaffRefusals(DbSession db, Audit audit)
{
    public const string Action = "action-refused";

    /// <param name="actor">The caller's user id.</param>
    /// <param name="route">The pattern of the endpoint's route, of which there are few; never the path, which the caller makes up.</param>
    /// <param name="needed">The roles, of which the caller has none.</param>
    public Task RecordAsync(string actor, string method, string route, IEnumerable<string> needed, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            await audit.CountAsync(actor, Action, $"{method} {route}", $"Needs {string.Join(" or ", needed)}.");
            return true;
        },
        stop);
}
