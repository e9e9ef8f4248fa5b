using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Mobile.Features.Data;

namespace Mobile.Features.Sessions;

/// <summary>Opens a session in exchange for the provider's id token (RFC 8693), and keeps it alive by refresh (RFC 6749 §6).</summary>
public static partial class IssueToken
{
    private const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string IdToken = "urn:ietf:params:oauth:token-type:id_token";
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";
    private const int MaxDeviceId = 100;

    /// <summary>An unused session ends after this: longer than any trip without a network that we keep idempotency keys for.</summary>
    private static readonly TimeSpan IdleLifetime = TimeSpan.FromDays(90);

    /// <summary>How long the parent token may be presented again, because the reply that carried its successor was lost.</summary>
    private static readonly TimeSpan ParentGrace = TimeSpan.FromSeconds(30);

    public sealed record Response(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("issued_token_type")] string IssuedTokenType,
        [property: JsonPropertyName("token_type")] string TokenType,
        [property: JsonPropertyName("expires_in")] int ExpiresIn,
        [property: JsonPropertyName("refresh_token")] string RefreshToken);

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/oauth/token", AnswerAsync).ExcludeFromDescription();

    private static async Task<IResult> AnswerAsync(
        HttpRequest request, [FromHeader(Name = "X-Device-Id")] string? deviceHeader, Handler handler, CancellationToken stop)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        if (await OAuthForm.ReadAsync(request, stop) is not { } form)
        {
            return OAuthError.NoForm;
        }

        var deviceId = form["device_id"] ?? deviceHeader;
        if (deviceId is not null && (deviceId.Length > MaxDeviceId || deviceId.Any(char.IsControl)))
        {
            return new OAuthError("invalid_request", $"device_id has at most {MaxDeviceId} characters, none of them a control character.");
        }

        switch (form["grant_type"])
        {
            case TokenExchange when form["subject_token"] is { } idToken && form["subject_token_type"] == IdToken:
                return await handler.ExchangeAsync(idToken, deviceId, stop);
            case TokenExchange:
                return new OAuthError("invalid_request", $"Send subject_token, and subject_token_type={IdToken}.");
            case "refresh_token" when form["refresh_token"] is { } refreshToken:
                return await handler.RefreshAsync(refreshToken, deviceId, stop);
            case "refresh_token":
                return new OAuthError("invalid_request", "Send refresh_token.");
            case null:
                return new OAuthError("invalid_request", "Send grant_type.");
            default:
                return new OAuthError("unsupported_grant_type", $"Use {TokenExchange} or refresh_token.");
        }
    }

    public sealed class Handler(
        DbSession db,
        IdentityProvider provider,
        AccessTokens accessTokens,
        RefreshTokens refreshTokens,
        RevokeSession.Handler sessions,
        TimeProvider clock,
        ILogger<Handler> logger)
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

        public Task<IResult> RefreshAsync(string presented, string? deviceId, CancellationToken stop) =>
            refreshTokens.Open(presented) is { } token
                ? db.WriteAsync(() => RotateAsync(token, deviceId, stop), stop)
                : Task.FromResult<IResult>(new OAuthError("invalid_grant", "The refresh token is not one of ours."));

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
                Sql.InsertSession, new { Id = refresh.SessionId, userId, deviceId, refresh.Hash, now, ExpiresAt = ExpiryFrom(now) });
            return Answer(userId, refresh);
        }

        private async Task<IResult> RotateAsync(RefreshToken token, string? deviceId, CancellationToken stop)
        {
            var now = clock.UnixMilliseconds();
            var nonce = RandomNumberGenerator.GetBytes(32);
            var successor = token.Successor(nonce);
            var rotated = await db.ExecuteAsync(
                Sql.Rotate, new { token.SessionId, token.Hash, SuccessorHash = successor.Hash, nonce, now, ExpiresAt = ExpiryFrom(now) }) == 1;

            if (await db.FindAsync<Session>(Sql.FindSession, new { token.SessionId }, stop) is not { RevokedAt: null } session || session.ExpiresAt <= now)
            {
                return new OAuthError("invalid_grant", "The session has ended: sign in again.");
            }

            if (rotated)
            {
                return Answer(session.UserId, successor);
            }

            var replyWasLost = session.ParentHash is { } parent && parent.AsSpan().SequenceEqual(token.Hash)
                && now - session.RotatedAt <= ParentGrace.TotalMilliseconds
                && session.DeviceId == deviceId;
            if (replyWasLost)
            {
                return Answer(session.UserId, token.Successor(session.RotationNonce!));
            }

            await sessions.RevokeAsync(token.SessionId, "refresh-token-reused", session.UserId);
            Log.Reused(logger, token.SessionId, token.Generation, session.Generation);
            return new OAuthError("invalid_grant", "The refresh token was used before; the session has been ended for safety. Sign in again.");
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

        private IResult Answer(string userId, RefreshToken refresh) => Results.Ok(new Response(
            accessTokens.Issue(userId, refresh.SessionId), AccessToken, "Bearer", (int)AccessTokens.Lifetime.TotalSeconds, refreshTokens.Seal(refresh)));

        private static long ExpiryFrom(long now) => now + (long)IdleLifetime.TotalMilliseconds;
    }

    private sealed record Session(
        string UserId, string? DeviceId, long Generation, byte[]? ParentHash, byte[]? RotationNonce, long RotatedAt, long ExpiresAt, long? RevokedAt);

    private static class Sql
    {
        public const string FindUser = "SELECT id FROM users WHERE issuer = @Issuer AND subject = @Subject";

        public const string InsertUser = """
            INSERT INTO users (id, issuer, subject, name, email, created_at) VALUES (@id, @Issuer, @Subject, @Name, @Email, @now)
            """;

        public const string InsertSession = """
            INSERT INTO sessions (id, user_id, device_id, generation, refresh_hash, created_at, rotated_at, expires_at)
            VALUES (@Id, @userId, @deviceId, 0, @Hash, @now, @now, @ExpiresAt)
            """;

        public const string Rotate = """
            UPDATE sessions
            SET generation = generation + 1, parent_hash = refresh_hash, refresh_hash = @SuccessorHash,
                rotation_nonce = @nonce, rotated_at = @now, expires_at = @ExpiresAt
            WHERE id = @SessionId AND refresh_hash = @Hash AND revoked_at IS NULL AND expires_at > @now
            """;

        public const string FindSession = """
            SELECT user_id AS UserId, device_id AS DeviceId, generation AS Generation, parent_hash AS ParentHash,
                   rotation_nonce AS RotationNonce, rotated_at AS RotatedAt, expires_at AS ExpiresAt, revoked_at AS RevokedAt
            FROM sessions
            WHERE id = @SessionId
            """;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Nobody can sign in")]
        public static partial void ProviderUnreachable(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Session {SessionId} was revoked: a refresh token of generation {Presented} came back at generation {Current}")]
        public static partial void Reused(ILogger logger, string sessionId, int presented, long current);
    }
}
