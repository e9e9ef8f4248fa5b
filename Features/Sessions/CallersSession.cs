using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Sessions;

/// <summary>The session of the request, for what must not begin after it has ended.</summary>
public sealed class CallersSession(DbSession db, Caller caller)
{
    /// <summary>
    /// Keeps the session alive until the running write is over: who ends it waits, and then finds what was written. An access token alone
    /// does not show that it lives, because other nodes take one for 10 minutes longer.
    /// </summary>
    /// <returns>False where it has ended.</returns>
    public async Task<bool> HoldAsync() => await db.ExecuteAsync(Sql.Hold, new { caller.SessionId }) == 1;

    private static class Sql
    {
        public const string Hold = "UPDATE sessions SET revoked_at = NULL WHERE id = @SessionId AND revoked_at IS NULL";
    }
}
