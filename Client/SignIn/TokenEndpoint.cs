namespace Mobile.Client;

/// <summary>Our server's own sessions: opened for the issuer's id token (RFC 8693), kept alive by refresh, ended by revocation (RFC 7009).</summary>
internal sealed class TokenEndpoint(MobileClientOptions options, ApiAddress api, OAuthHttp http)
{
    // Repeated when its reply is lost: the server replaces the session of the same device.
    public Task<TokenSet> ExchangeAsync(VouchedUser user, CancellationToken stop) => RequestAsync(
        user.Owner,
        new(StringComparer.Ordinal)
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange",
            ["subject_token_type"] = "urn:ietf:params:oauth:token-type:id_token",
            ["subject_token"] = user.IdToken,
        },
        stop);

    // Repeated when its reply is lost: for a while the server gives the same device the same successor again.
    public Task<TokenSet> RefreshAsync(TokenSet tokens, CancellationToken stop) => RequestAsync(
        tokens.Owner,
        new(StringComparer.Ordinal) { ["grant_type"] = "refresh_token", ["refresh_token"] = tokens.RefreshToken },
        stop);

    public Task RevokeAsync(TokenSet tokens, CancellationToken stop) =>
        http.PostAsync(api.Revoke, new(StringComparer.Ordinal) { ["token"] = tokens.RefreshToken }, repeatable: true, stop);

    private async Task<TokenSet> RequestAsync(string owner, Dictionary<string, string> form, CancellationToken stop)
    {
        form["device_id"] = options.DeviceId;
        var asked = options.TimeProvider.GetUtcNow();
        var reply = await http.PostAsync(api.Token, form, repeatable: true, stop).ConfigureAwait(false);
        return reply is { AccessToken: { } access, RefreshToken: { } refresh }
            ? new(owner, access, refresh, asked.AddSeconds(reply.ExpiresIn))
            : throw new SignInFailedException("invalid_response", "The token endpoint sent no pair of tokens.");
    }
}
