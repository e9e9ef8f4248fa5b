using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Sessions;

/// <summary>Ends a session of the caller's, such as the one on a lost phone. Its access token dies within seconds, on every node.</summary>
public static class RevokeSession
{
    public static void Map(ApiVersions api) =>
        api.V2.MapDelete("/sessions/{id}", async Task<IResult> (string id, Handler handler, CancellationToken stop) =>
                await handler.RevokeOwnAsync(id, stop) ? TypedResults.NoContent() : SessionProblems.SessionNotFound)
            .WithSummary("End a session")
            .WithExample("id", "0197f0a05c1e7b3a9f000c8f6f7a1d44")
            .Produces(StatusCodes.Status204NoContent)
            .WithProblems(SessionProblems.SessionNotFound)
            .RequireIdempotencyKey()
            .RequireLiveSession();

    public sealed class Handler(
        DbSession db, Audit audit, Revocations revocations, IEnumerable<ISessionFollower> followers, Caller caller, TimeProvider clock)
    {
        public async Task<bool> RevokeOwnAsync(string sessionId, CancellationToken stop)
        {
            var userId = caller.UserId;
            return await db.FindAsync<string>(Sql.FindOwn, new { sessionId, userId }, stop) is not null
                && await RevokeAsync(sessionId, RevokedReasons.ByUser, userId);
        }

        /// <summary>A device has one session: signing in again replaces it.</summary>
        public async Task RevokeOfDeviceAsync(string userId, string deviceId, CancellationToken stop)
        {
            foreach (var sessionId in await db.QueryAsync<string>(Sql.OfDevice, new { userId, deviceId }, stop))
            {
                await RevokeAsync(sessionId, "signed-in-again", userId);
            }
        }

        /// <returns>False when there is no such session, or it has ended already.</returns>
        public async Task<bool> RevokeAsync(string sessionId, string reason, string actor)
        {
            if (await db.ExecuteAsync(Sql.Revoke, new { sessionId, reason, now = clock.UnixMilliseconds() }) == 0)
            {
                return false;
            }

            await audit.RecordAsync(actor, "session-revoked", $"session/{sessionId}", reason);
            foreach (var follower in followers)
            {
                await follower.EndedAsync(sessionId);
            }

            db.OnCommit(() => revocations.AddSession(sessionId));
            return true;
        }
    }

    private static class Sql
    {
        public const string FindOwn = "SELECT id FROM sessions WHERE id = @sessionId AND user_id = @userId AND revoked_at IS NULL";

        public const string OfDevice = """
            SELECT id FROM sessions WHERE user_id = @userId AND device_id = @deviceId AND revoked_at IS NULL
            """;

        public const string Revoke = """
            UPDATE sessions SET revoked_at = @now, expires_at = @now, revoked_reason = @reason WHERE id = @sessionId AND revoked_at IS NULL
            """;
    }
}
