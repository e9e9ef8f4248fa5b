using Mobile.Features.Data;

namespace Mobile.Features.Sessions;

/// <summary>Bounds the live sessions of a user: one more ends the least recently used.</summary>
public sealed class SessionLimit(DbSession db, RevokeSession.Handler sessions, TimeProvider clock)
{
    /// <summary>More than the devices that anybody has; of them, at most 20 get pushes.</summary>
    public const int MaxSessions = 50;

    /// <summary>Bounds the work of one sign-in, where an earlier build has left more.</summary>
    private const int MaxEnded = 200;

    /// <summary>
    /// Makes room for one more. Within the write that opens it, which holds the user's row (<see cref="Users.FindOrAddAsync"/>): sign-ins of
    /// one user come one after another.
    /// </summary>
    public async Task MakeRoomAsync(string userId, CancellationToken stop)
    {
        var live = await db.QueryAsync<string>(
            $"{Sql.Live} {db.Dialect.Limit}", new { userId, now = clock.UnixMilliseconds(), limit = MaxSessions - 1 + MaxEnded }, stop);
        foreach (var sessionId in live.Skip(MaxSessions - 1))
        {
            await sessions.RevokeAsync(sessionId, RevokedReasons.TooMany, userId);
        }
    }

    private static class Sql
    {
        public const string Live = """
            SELECT id FROM sessions WHERE user_id = @userId AND revoked_at IS NULL AND expires_at > @now ORDER BY rotated_at DESC, id DESC
            """;
    }
}
