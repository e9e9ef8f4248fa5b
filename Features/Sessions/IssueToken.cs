using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Pipeline.Limits;

namespace Mobile.Features.Sessions;

/// <summary>The token endpoint: opens a session for the provider's id token (RFC 8693), and keeps it alive by refresh (RFC 6749 §6).</summary>
public static class IssueToken
{
    private const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string IdToken = "urn:ietf:params:oauth:token-type:id_token";
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";
    private const int MaxDeviceId = 100;

    public sealed record Response(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("issued_token_type")] string IssuedTokenType,
        [property: JsonPropertyName("token_type")] string TokenType,
        [property: JsonPropertyName("expires_in")] int ExpiresIn,
        [property: JsonPropertyName("refresh_token")] string RefreshToken);

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/oauth/token", AnswerAsync)
        .WithMetadata(new BudgetMetadata(Budget.Tokens))
        .ExcludeFromDescription();

    private static async Task<IResult> AnswerAsync(
        HttpRequest request,
        [FromHeader(Name = AppHeaders.DeviceName)] string? deviceHeader,
        ExchangeIdToken.Handler exchange,
        RotateRefreshToken.Handler rotate,
        CancellationToken stop)
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

        return form["grant_type"] switch
        {
            TokenExchange when form["subject_token"] is { } idToken && form["subject_token_type"] == IdToken =>
                await exchange.ExchangeAsync(idToken, deviceId, stop),
            TokenExchange => new OAuthError("invalid_request", $"Send subject_token, and subject_token_type={IdToken}."),
            "refresh_token" when form["refresh_token"] is { } refreshToken => await rotate.RotateAsync(refreshToken, deviceId, stop),
            "refresh_token" => new OAuthError("invalid_request", "Send refresh_token."),
            null => new OAuthError("invalid_request", "Send grant_type."),
            _ => new OAuthError("unsupported_grant_type", $"Use {TokenExchange} or refresh_token."),
        };
    }

    /// <summary>The pair of tokens that a session is used with.</summary>
    public sealed class Pair(AccessTokens accessTokens, RefreshTokens refreshTokens)
    {
        public IResult For(string userId, RefreshToken refresh) => Results.Ok(new Response(
            accessTokens.Issue(userId, refresh.SessionId, refresh.Generation),
            AccessToken,
            "Bearer",
            (int)AccessTokens.Lifetime.TotalSeconds,
            refreshTokens.Seal(refresh)));
    }
}
