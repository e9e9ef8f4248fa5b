using System.Security.Cryptography;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Sessions;

/// <summary>
/// Gives a new pair of tokens for a refresh token, which is thereby used up. The immediate parent, presented again soon and by the same
/// device, gets the same successor: its reply was lost. Any other reuse means that someone else holds the token, and ends the session.
/// </summary>
public static partial class RotateRefreshToken
{
    /// <summary>How long the parent may be presented again.</summary>
    private static readonly TimeSpan ParentGrace = TimeSpan.FromSeconds(30);

    public sealed class Handler(
        DbSession db, RefreshTokens refreshTokens, IssueToken.Pair pair, RevokeSession.Handler sessions, TimeProvider clock, ILogger<Handler> logger)
    {
        public Task<IResult> RotateAsync(string presented, string? deviceId, CancellationToken stop) =>
            refreshTokens.Open(presented) is { } token
                ? db.WriteAsync(() => RotateAsync(token, deviceId, stop), stop)
                : Task.FromResult<IResult>(new OAuthError("invalid_grant", "The refresh token is not one of ours."));

        private async Task<IResult> RotateAsync(RefreshToken token, string? deviceId, CancellationToken stop)
        {
            var now = clock.UnixMilliseconds();
            var nonce = RandomNumberGenerator.GetBytes(32);
            var successor = token.Successor(nonce);
            var rotated = await db.ExecuteAsync(
                Sql.Rotate,
                new { token.SessionId, token.Hash, SuccessorHash = successor.Hash, nonce, now, ExpiresAt = RefreshTokens.ExpiryFrom(now) }) == 1;

            var found = await db.FindAsync<Session>(Sql.Find, new { token.SessionId }, stop);
            if (found is { RevokedReason: RevokedReasons.AccountDeleted })
            {
                return new OAuthError("invalid_grant", "The account was deleted: erase what the app holds of it.", code: PipelineProblems.AccountDeleted.Code);
            }

            if (found is not { RevokedAt: null } session || session.ExpiresAt <= now)
            {
                return new OAuthError("invalid_grant", "The session has ended: sign in again.");
            }

            if (rotated)
            {
                return pair.For(session.UserId, successor);
            }

            if (session.LostTheReplyTo(token, deviceId, now))
            {
                return pair.For(session.UserId, token.Successor(session.RotationNonce!));
            }

            await sessions.RevokeAsync(token.SessionId, "refresh-token-reused", session.UserId);
            Log.Reused(logger, token.SessionId, token.Generation, session.Generation);
            return new OAuthError("invalid_grant", "The refresh token was used before; the session has been ended for safety. Sign in again.");
        }
    }

    private sealed record Session(
        string UserId, string? DeviceId, long Generation, byte[]? ParentHash, byte[]? RotationNonce, long RotatedAt, long ExpiresAt, long? RevokedAt, string? RevokedReason)
    {
        public bool LostTheReplyTo(RefreshToken token, string? deviceId, long now) =>
            CryptographicOperations.FixedTimeEquals(ParentHash, token.Hash) && now - RotatedAt <= ParentGrace.TotalMilliseconds && DeviceId == deviceId;
    }

    private static class Sql
    {
        public const string Rotate = """
            UPDATE sessions
            SET generation = generation + 1, parent_hash = refresh_hash, refresh_hash = @SuccessorHash,
                rotation_nonce = @nonce, rotated_at = @now, expires_at = @ExpiresAt
            WHERE id = @SessionId AND refresh_hash = @Hash AND revoked_at IS NULL AND expires_at > @now
            """;

        public const string Find = """
            SELECT user_id AS UserId, device_id AS DeviceId, generation AS Generation, parent_hash AS ParentHash,
                   rotation_nonce AS RotationNonce, rotated_at AS RotatedAt, expires_at AS ExpiresAt, revoked_at AS RevokedAt,
                   revoked_reason AS RevokedReason
            FROM sessions
            WHERE id = @SessionId
            """;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Session {SessionId} was revoked: a refresh token of generation {Presented} came back at generation {Current}")]
        public static partial void Reused(ILogger logger, string sessionId, int presented, long current);
    }
}
