using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Idempotency;

namespace Mobile.Features.Sessions;

/// <summary>Ends all of the caller's sessions but the one that asks, and pushes to their devices. Their access tokens die within seconds.</summary>
public static class RevokeOtherSessions
{
    public static void Map(ApiVersions api) =>
        api.V2.MapDelete("/sessions", async (Handler handler, CancellationToken stop) =>
            {
                await handler.RevokeAsync(stop);
                return TypedResults.NoContent();
            })
            .WithSummary("End all other sessions")
            .RequireIdempotencyKey()
            .RequireLiveSession();

    public sealed class Handler(DbSession db, RevokeSession.Handler sessions, Caller caller, TimeProvider clock)
    {
        public async Task RevokeAsync(CancellationToken stop)
        {
            var others = await db.QueryAsync<string>(
                Sql.Others, new { caller.UserId, caller.SessionId, now = clock.UnixMilliseconds() }, stop);
            foreach (var sessionId in others)
            {
                await sessions.RevokeAsync(sessionId, RevokedReasons.ByUser, caller.UserId);
            }
        }
    }

    private static class Sql
    {
        public const string Others = """
            SELECT id FROM sessions WHERE user_id = @UserId AND id <> @SessionId AND revoked_at IS NULL AND expires_at > @now ORDER BY id
            """;
    }
}
