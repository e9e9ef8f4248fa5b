using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.IdentityModel.JsonWebTokens;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Limits;
using Mobile.Features.Pipeline.OpenApi;

namespace Mobile.Features.Sessions;

/// <summary>Signs a device out (RFC 7009): its refresh or access token ends the whole session. An unknown token is no error (§2.2).</summary>
public static class RevokeToken
{
    private static readonly Dictionary<string, string> Examples = new(StringComparer.Ordinal) { ["token"] = "<refresh token>" };

    /// <param name="Token">The refresh token, or the access token, of the session to end.</param>
    /// <param name="TokenTypeHint">May be sent, and is not needed.</param>
    public sealed record Request(
        [property: JsonPropertyName("token"), Required] string Token,
        [property: JsonPropertyName("token_type_hint"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TokenTypeHint = null);

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/oauth/revoke", AnswerAsync)
        .WithMetadata(new BudgetMetadata(Budget.Tokens), new FormMetadata(typeof(Request), Examples))
        .WithSummary("Sign a device out")
        .Produces(StatusCodes.Status200OK)
        .DescribeOAuth();

    private static async Task<IResult> AnswerAsync(HttpRequest request, Handler handler, CancellationToken stop)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        if (await OAuthForm.ReadAsync(request, stop) is not { } form)
        {
            return OAuthError.NoForm;
        }

        if (form["token"] is not { } token)
        {
            return new OAuthError("invalid_request", "Send token.");
        }

        await handler.RevokeAsync(token, stop);
        return Results.Ok();
    }

    public sealed class Handler(
        DbSession db, RefreshTokens refreshTokens, AccessTokens accessTokens, VerifiedAccessTokens verified, RevokeSession.Handler sessions)
    {
        public async Task RevokeAsync(string token, CancellationToken stop)
        {
            if (await SessionOfAsync(token) is { } sessionId)
            {
                await db.WriteAsync(() => sessions.RevokeAsync(sessionId, "signed-out", actor: "token-holder"), stop);
            }
        }

        private async Task<string?> SessionOfAsync(string token)
        {
            if (refreshTokens.Open(token) is { } refresh)
            {
                return refresh.SessionId;
            }

            var access = await verified.InspectAsync(token, accessTokens.ValidationParameters());
            return access.IsValid ? ((JsonWebToken)access.SecurityToken).GetClaim(Caller.SessionIdClaim).Value : null;
        }
    }
}
