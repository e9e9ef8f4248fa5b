using System.Buffers.Text;
using System.Security.Cryptography;
using Mobile.Features.Sessions;

namespace Mobile.Api.DevIdentity;

/// <summary>The token endpoint (RFC 6749 §4.1.3, RFC 7636 §4.5): a code and its verifier for an id token.</summary>
internal static class RedeemCode
{
    public static async Task<IResult> AnswerAsync(HttpRequest request, AuthorizationCodes codes, DevIdentityProvider provider, CancellationToken stop)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        if (await OAuthForm.ReadAsync(request, stop) is not { } form)
        {
            return OAuthError.NoForm;
        }

        if (form["grant_type"] != "authorization_code")
        {
            return new OAuthError(form["grant_type"] is null ? "invalid_request" : "unsupported_grant_type", "Use grant_type=authorization_code.");
        }

        if (codes.Redeem(form["code"] ?? "") is not { } grant)
        {
            return new OAuthError("invalid_grant", "The code is unknown, has expired, or was used before.");
        }

        if (form["client_id"] != grant.ClientId || form["redirect_uri"] != grant.RedirectUri)
        {
            return new OAuthError("invalid_grant", "The code was issued to another client or redirect URI.");
        }

        if (!grant.Proves(form["code_verifier"] ?? ""))
        {
            return new OAuthError("invalid_grant", "code_verifier does not match the challenge.");
        }

        return Results.Ok(new
        {
            id_token = provider.SignIdToken(DevIdentityRegistration.IssuerOf(request), grant.User, grant.ClientId, grant.Nonce),
            access_token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
            token_type = "Bearer",
            expires_in = (int)DevIdentityProvider.Lifetime.TotalSeconds,
        });
    }
}
