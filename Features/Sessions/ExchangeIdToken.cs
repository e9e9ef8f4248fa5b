using System.Data.Common;
using Mobile.Features.Data;

namespace Mobile.Features.Sessions;

/// <summary>Opens a session for the user whom the identity provider vouches for; a user's first sign-in makes the user.</summary>
public static partial class ExchangeIdToken
{
    public sealed class Handler(
        DbSession db, IdentityProvider provider, IssueToken.Pair pair, RevokeSession.Handler sessions, TimeProvider clock, ILogger<Handler> logger)
    {
        public async Task<IResult> ExchangeAsync(string idToken, string? deviceId, CancellationToken stop)
        {
            ExternalUser? user;
            try
            {
                user = await provider.ValidateAsync(idToken, stop);
            }
            catch (IdentityProviderException failure)
            {
                Log.ProviderUnreachable(logger, failure);
                return new OAuthError("temporarily_unavailable", "The identity provider does not answer.", StatusCodes.Status503ServiceUnavailable);
            }

            return user is null
                ? new OAuthError("invalid_grant", "The id token is not valid here: sign in again.")
                : await db.WriteAsync(() => OpenAsync(user, deviceId, stop), stop);
        }

        private async Task<IResult> OpenAsync(ExternalUser external, string? deviceId, CancellationToken stop)
        {
            var userId = await FindOrAddUserAsync(external, stop);
            if (deviceId is not null)
            {
                await sessions.RevokeOfDeviceAsync(userId, deviceId, stop);
            }

            var now = clock.UnixMilliseconds();
            var refresh = RefreshTokens.First(Ids.New(clock));
            await db.ExecuteAsync(
                Sql.InsertSession, new { Id = refresh.SessionId, userId, deviceId, refresh.Hash, now, ExpiresAt = RefreshTokens.ExpiryFrom(now) });
            return pair.For(userId, refresh);
        }

        private async Task<string> FindOrAddUserAsync(ExternalUser external, CancellationToken stop)
        {
            if (await db.FindAsync<string>(Sql.FindUser, external, stop) is { } known)
            {
                return known;
            }

            var id = Ids.New(clock);
            try
            {
                await db.ExecuteAsync(
                    Sql.InsertUser, new { id, external.Issuer, external.Subject, external.Name, external.Email, now = clock.UnixMilliseconds() });
                return id;
            }
            catch (DbException exists) when (db.Dialect.IsUniqueViolation(exists))
            {
                return (await db.FindAsync<string>(Sql.FindUser, external, stop))!;
            }
        }
    }

    private static class Sql
    {
        public const string FindUser = "SELECT id FROM users WHERE issuer = @Issuer AND subject = @Subject";

        public const string InsertUser = """
            INSERT INTO users (id, issuer, subject, name, email, created_at, updated_at)
            VALUES (@id, @Issuer, @Subject, @Name, @Email, @now, @now)
            """;

        public const string InsertSession = """
            INSERT INTO sessions (id, user_id, device_id, generation, refresh_hash, created_at, rotated_at, expires_at)
            VALUES (@Id, @userId, @deviceId, 0, @Hash, @now, @now, @ExpiresAt)
            """;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Nobody can sign in")]
        public static partial void ProviderUnreachable(ILogger logger, Exception exception);
    }
}
