using System.Security.Cryptography;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Sessions;

/// <summary>
/// Gives a new pair of tokens for a refresh token, which is thereby used up. The immediate parent gets the same pair again until a token of
/// it was used: the reply was lost. Any other reuse means that someone else holds the token, and ends the session.
/// </summary>
/// <remarks>
/// No time ends the parent: a phone that waits for a reply, and waits again between its attempts, comes back after minutes, and one that
/// was switched off after days. Whoever uses a token of the pair has received it, and needs the parent no more.
/// A restored backup knows earlier generations than the apps hold. A token of a later one than the session's is sealed by us all the same: it
/// was issued in the future that the restore has undone, and the session goes on from it. Who comes second with another such token is noticed.
/// </remarks>
public static partial class RotateRefreshToken
{
    /// <param name="uses">What this node has seen in use and not stored yet; what another has seen is known when it has stored it.</param>
    public sealed class Handler(
        DbSession db,
        RefreshTokens refreshTokens,
        IssueToken.Pair pair,
        RevokeSession.Handler sessions,
        TokenUses uses,
        StoreEpoch epoch,
        ClockMonitor monitor,
        TimeProvider clock,
        ILogger<Handler> logger)
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
                new { token.SessionId, token.Hash, SuccessorHash = successor.Hash, nonce, now, ExpiresAt = RefreshTokens.ExpiryFrom(monitor.TimeOfRow()) }) == 1;

            var found = await db.FindAsync<Session>(Sql.Find, new { token.SessionId }, stop);
            if (found is { RevokedReason: RevokedReasons.AccountDeleted })
            {
                return new OAuthError("invalid_grant", "The account was deleted: erase what the app holds of it.", code: PipelineProblems.AccountDeleted.Code);
            }

            if (found is { RevokedAt: null } && found.ExpiresAt <= now && !monitor.IsTrusted)
            {
                // Nobody is signed out by a clock that may be ahead; within the hour it is known.
                return new OAuthError(
                    "temporarily_unavailable",
                    "It cannot be told now whether the session has ended: keep the token and try again.",
                    StatusCodes.Status503ServiceUnavailable);
            }

            if (found is not { RevokedAt: null } session || session.ExpiresAt <= now)
            {
                return new OAuthError("invalid_grant", "The session has ended: sign in again.");
            }

            if (rotated)
            {
                return pair.For(session.UserId, successor);
            }

            if (token.Generation > session.Generation && IsYoung(now))
            {
                var rotatedFrom = new { token.SessionId, token.Hash, token.Generation, SuccessorHash = successor.Hash, nonce, now, ExpiresAt = RefreshTokens.ExpiryFrom(monitor.TimeOfRow()) };
                return await db.ExecuteAsync(Sql.RotateFromLater, rotatedFrom) == 1 ? pair.For(session.UserId, successor) : await RotateAsync(token, deviceId, stop);
            }

            if (session.LostTheReplyTo(token, deviceId, usedHere: uses.Find(token.SessionId)))
            {
                return pair.For(session.UserId, token.Successor(session.RotationNonce!));
            }

            await sessions.RevokeAsync(token.SessionId, "refresh-token-reused", session.UserId);
            Log.Reused(logger, token.SessionId, token.Generation, session.Generation);
            return new OAuthError("invalid_grant", "The refresh token was used before; the session has been ended for safety. Sign in again.");
        }

        /// <summary>Whether a token of before the restore can still be alive.</summary>
        private bool IsYoung(long now) => epoch.RestoredAt is { } restoredAt && now < RefreshTokens.ExpiryFrom(restoredAt.ToUnixTimeMilliseconds());
    }

    private sealed record Session(
        string UserId,
        string? DeviceId,
        long Generation,
        long UsedGeneration,
        byte[]? ParentHash,
        byte[]? RotationNonce,
        long ExpiresAt,
        long? RevokedAt,
        string? RevokedReason)
    {
        /// <summary>Tells whether the reply was lost: the token is the parent, its successor is unused, and no other device asks.</summary>
        public bool LostTheReplyTo(RefreshToken token, string? deviceId, long usedHere) =>
            CryptographicOperations.FixedTimeEquals(ParentHash, token.Hash)
            && UsedGeneration < Generation
            && usedHere != Generation
            && (deviceId is null || DeviceId is null || DeviceId == deviceId);
    }

    private static class Sql
    {
        public const string Rotate = """
            UPDATE sessions
            SET generation = generation + 1, used_generation = generation, parent_hash = refresh_hash, refresh_hash = @SuccessorHash,
                rotation_nonce = @nonce, rotated_at = @now, expires_at = @ExpiresAt
            WHERE id = @SessionId AND refresh_hash = @Hash AND revoked_at IS NULL AND expires_at > @now
            """;

        public const string RotateFromLater = """
            UPDATE sessions
            SET generation = @Generation + 1, used_generation = @Generation, parent_hash = @Hash, refresh_hash = @SuccessorHash,
                rotation_nonce = @nonce, rotated_at = @now, expires_at = @ExpiresAt
            WHERE id = @SessionId AND generation < @Generation AND revoked_at IS NULL AND expires_at > @now
            """;

        public const string Find = """
            SELECT user_id AS UserId, device_id AS DeviceId, generation AS Generation, used_generation AS UsedGeneration,
                   parent_hash AS ParentHash, rotation_nonce AS RotationNonce, expires_at AS ExpiresAt, revoked_at AS RevokedAt,
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
