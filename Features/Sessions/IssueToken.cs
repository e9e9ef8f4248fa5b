using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Pipeline.Limits;
using Mobile.Features.Pipeline.OpenApi;

namespace Mobile.Features.Sessions;

/// <summary>The token endpoint: opens a session for the provider's id token (RFC 8693), and keeps it alive by refresh (RFC 6749 §6).</summary>
public static class IssueToken
{
    private const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string Refresh = "refresh_token";
    private const string IdToken = "urn:ietf:params:oauth:token-type:id_token";
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";
    private const int MaxDeviceId = 100;

    private static readonly Dictionary<string, string> Examples = new(StringComparer.Ordinal)
    {
        ["grant_type"] = TokenExchange,
        ["subject_token"] = "<id token>",
        ["subject_token_type"] = IdToken,
    };

    public sealed record Response(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("issued_token_type")] string IssuedTokenType,
        [property: JsonPropertyName("token_type")] string TokenType,
        [property: JsonPropertyName("expires_in")] int ExpiresIn,
        [property: JsonPropertyName("refresh_token")] string RefreshToken);

    /// <param name="GrantType">Opens a session for an id token (RFC 8693), or keeps one alive (RFC 6749 §6).</param>
    /// <param name="SubjectToken">To open a session: the id token of the identity provider.</param>
    /// <param name="SubjectTokenType">To open a session: what the subject token is.</param>
    /// <param name="RefreshToken">To keep a session alive: the refresh token of the last answer.</param>
    /// <param name="DeviceId">The installation that the session belongs to, if not said by X-Device-Id. A device has one session.</param>
    public sealed record Request(
        [property: JsonPropertyName("grant_type"), Required, AllowedValues(TokenExchange, Refresh)] string GrantType,
        [property: JsonPropertyName("subject_token"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SubjectToken = null,
        [property: JsonPropertyName("subject_token_type"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SubjectTokenType = null,
        [property: JsonPropertyName("refresh_token"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RefreshToken = null,
        [property: JsonPropertyName("device_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), StringLength(MaxDeviceId)] string? DeviceId = null);

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/oauth/token", AnswerAsync)
        .WithMetadata(new BudgetMetadata(Budget.Tokens), new FormMetadata(typeof(Request), Examples))
        .WithSummary("Open a session, or refresh its tokens")
        .Produces<Response>()
        .DescribeOAuth()
        .Produces<OAuthError.Body>(StatusCodes.Status503ServiceUnavailable);

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
                await exchange.ExchangeAsync(request.HttpContext, idToken, deviceId, stop),
            TokenExchange => new OAuthError("invalid_request", $"Send subject_token, and subject_token_type={IdToken}."),
            Refresh when form["refresh_token"] is { } refreshToken => await rotate.RotateAsync(refreshToken, deviceId, stop),
            Refresh => new OAuthError("invalid_request", "Send refresh_token."),
            null => new OAuthError("invalid_request", "Send grant_type."),
            _ => new OAuthError("unsupported_grant_type", $"Use {TokenExchange} or {Refresh}."),
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
