using Microsoft.IdentityModel.JsonWebTokens;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Limits;

namespace Mobile.Features.Sessions;

/// <summary>Signs a device out (RFC 7009): its refresh or access token ends the whole session. An unknown token is no error (§2.2).</summary>
public static class RevokeToken
{
    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/oauth/revoke", AnswerAsync)
        .WithMetadata(new BudgetMetadata(Budget.Tokens))
        .ExcludeFromDescription();

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
