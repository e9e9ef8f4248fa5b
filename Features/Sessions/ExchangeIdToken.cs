using Mobile.Features.Data;
using Mobile.Features.Pipeline.Limits;

namespace Mobile.Features.Sessions;

/// <summary>Opens a session for the user whom the identity provider vouches for; a user's first sign-in makes the user.</summary>
public static partial class ExchangeIdToken
{
    public sealed class Handler(
        DbSession db,
        IdentityProvider provider,
        RateLimits limits,
        Users users,
        IssueToken.Pair pair,
        RevokeSession.Handler sessions,
        SessionLimit limit,
        ClockMonitor monitor,
        TimeProvider clock,
        ILogger<Handler> logger)
    {
        public async Task<IResult> ExchangeAsync(HttpContext context, string idToken, string? deviceId, CancellationToken stop)
        {
            ExternalUser? user;
            try
            {
                user = await provider.ValidateAsync(idToken, stop);
            }
            catch (IdentityProviderException failure)
            {
                // Without the trace: whoever asks need not be signed in, and asks as often as they like.
                Log.ProviderUnreachable(logger, failure.Message);
                return new OAuthError("temporarily_unavailable", "The identity provider does not answer.", StatusCodes.Status503ServiceUnavailable);
            }

            if (user is null)
            {
                return new OAuthError("invalid_grant", "The id token is not valid here: sign in again.");
            }

            return await limits.TakeSessionAsync(context, user.Issuer, user.Subject) is { } refused
                ? refused
                : await db.WriteAsync(() => OpenAsync(user, deviceId, stop), stop);
        }

        private async Task<IResult> OpenAsync(ExternalUser external, string? deviceId, CancellationToken stop)
        {
            var userId = await users.FindOrAddAsync(external, stop);
            if (deviceId is not null)
            {
                await sessions.RevokeOfDeviceAsync(userId, deviceId, stop);
            }

            await limit.MakeRoomAsync(userId, stop);
            var now = clock.UnixMilliseconds();
            var refresh = RefreshTokens.First(Ids.New(clock));
            await db.ExecuteAsync(
                Sql.InsertSession, new { Id = refresh.SessionId, userId, deviceId, refresh.Hash, now, ExpiresAt = RefreshTokens.ExpiryFrom(monitor.TimeOfRow()) });
            return pair.For(userId, refresh);
        }
    }

    private static class Sql
    {
        public const string InsertSession = """
            INSERT INTO sessions (id, user_id, device_id, generation, refresh_hash, created_at, rotated_at, expires_at)
            VALUES (@Id, @userId, @deviceId, 0, @Hash, @now, @now, @ExpiresAt)
            """;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Nobody can sign in. {Reason}")]
        public static partial void ProviderUnreachable(ILogger logger, string reason);
    }
}
