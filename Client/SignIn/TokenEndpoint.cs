using System.Net;

namespace Mobile.Client;

/// <summary>Our server's own sessions: opened for the issuer's id token (RFC 8693), kept alive by refresh, ended by revocation (RFC 7009).</summary>
internal sealed class TokenEndpoint(MobileClientOptions options, ApiAddress api, ApiCalls calls)
{
    // Repeated when its reply is lost: the server replaces the session of the same device.
    public Task<TokenSet> ExchangeAsync(VouchedUser user, CancellationToken stop) => RequestAsync(
        user.Owner,
        [
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:id_token"),
            ("subject_token", user.IdToken),
        ],
        stop);

    // Repeated when its reply is lost: the server gives the same successor again until a token of it was used, and here none can be.
    public Task<TokenSet> RefreshAsync(TokenSet tokens, CancellationToken stop) => RequestAsync(
        tokens.Owner, [("grant_type", "refresh_token"), ("refresh_token", tokens.RefreshToken)], stop);

    public async Task RevokeAsync(TokenSet tokens, CancellationToken stop)
    {
        using var request = OAuthForm.Post(api.Revoke, repeatable: true, ("token", tokens.RefreshToken));
        await calls.SendAsync(request, ExpectedAnswer.Empty(HttpStatusCode.OK, Refusals.ReadOAuthError), stop).ConfigureAwait(false);
    }

    private async Task<TokenSet> RequestAsync(string owner, (string Name, string Value)[] grant, CancellationToken stop)
    {
        var asked = options.TimeProvider.GetUtcNow();
        using var request = OAuthForm.Post(api.Token, repeatable: true, [.. grant, ("device_id", options.DeviceId)]);
        return await calls.SendAsync(
            request,
            ExpectedAnswer.Json(
                WireJson.Default.SessionTokens,
                reply => reply is { AccessToken.Length: > 0, RefreshToken.Length: > 0, ExpiresIn: > 0 }
                    ? new TokenSet(owner, reply.AccessToken, reply.RefreshToken, asked.AddSeconds(reply.ExpiresIn))
                    : null,
                Refusals.ReadOAuthError),
            stop).ConfigureAwait(false);
    }
}
