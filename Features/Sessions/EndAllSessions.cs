using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Sessions;

/// <summary>Ends sessions all at once, where nobody knows which of them had ended: after a restore by other means than the command.</summary>
public sealed class EndAllSessions(DbSession db, IEnumerable<ISessionFollower> followers, Audit audit, TimeProvider clock)
{
    /// <summary>Signs staff out of the dashboard; a cookie of before opens nothing.</summary>
    /// <returns>How many sessions were ended.</returns>
    public Task<int> EndStaffAsync(CancellationToken cancellationToken) => db.WriteAsync(() => db.ExecuteAsync(Sql.DeleteStaff, null), cancellationToken);

    /// <summary>Signs every user out on every device, and ends pushes to all of them. Repeated, it finds nothing more to end.</summary>
    /// <returns>How many sessions were ended.</returns>
    public Task<int> EndAsync(string actor, CancellationToken cancellationToken) => db.WriteAsync(
        async () =>
        {
            var ended = await db.ExecuteAsync(Sql.Revoke, new { now = clock.UnixMilliseconds() });
            foreach (var follower in followers)
            {
                await follower.AllEndedAsync();
            }

            if (ended > 0)
            {
                await audit.RecordAsync(actor, "sessions-ended", "sessions", $"{ended} sessions.");
            }

            return ended;
        },
        cancellationToken);

    private static class Sql
    {
        public const string DeleteStaff = "DELETE FROM staff_sessions";

        public const string Revoke = """
            UPDATE sessions SET revoked_at = @now, expires_at = @now, revoked_reason = 'ended-after-restore' WHERE revoked_at IS NULL AND expires_at > @now
            """;
    }
}
