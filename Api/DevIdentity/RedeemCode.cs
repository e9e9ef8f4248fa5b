using System.Buffers.Text;
using System.Security.Cryptography;

namespace Mobile.Api.DevIdentity;

/// <summary>The token endpoint (RFC 6749 §4.1.3, RFC 7636 §4.5): a code and its verifier for an id token.</summary>
internal static class RedeemCode
{
    public static async Task<IResult> AnswerAsync(HttpRequest request, AuthorizationCodes codes, DevIdentityProvider provider, CancellationToken stop)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        if (!request.HasFormContentType)
        {
            return Refuse("invalid_request", "Send the parameters as application/x-www-form-urlencoded.");
        }

        var form = await request.ReadFormAsync(stop);
        if (form["grant_type"] != "authorization_code")
        {
            return Refuse("unsupported_grant_type", "Use grant_type=authorization_code.");
        }

        if (codes.Redeem(form["code"].ToString()) is not { } grant)
        {
            return Refuse("invalid_grant", "The code is unknown, has expired, or was used before.");
        }

        if (form["client_id"] != grant.ClientId || form["redirect_uri"] != grant.RedirectUri)
        {
            return Refuse("invalid_grant", "The code was issued to another client or redirect URI.");
        }

        if (!grant.Proves(form["code_verifier"].ToString()))
        {
            return Refuse("invalid_grant", "code_verifier does not match the challenge.");
        }

        return Results.Ok(new
        {
            id_token = provider.SignIdToken(DevIdentityRegistration.IssuerOf(request), grant.User, grant.ClientId, grant.Nonce),
            access_token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
            token_type = "Bearer",
            expires_in = (int)DevIdentityProvider.Lifetime.TotalSeconds,
        });
    }

    private static IResult Refuse(string error, string description) =>
        Results.BadRequest(new { error, error_description = description });
}
