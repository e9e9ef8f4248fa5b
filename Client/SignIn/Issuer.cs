using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Mobile.Client;

/// <summary>An id token that answers our own request, and whom it vouches for.</summary>
internal sealed record VouchedUser(string IdToken, string Owner);

/// <summary>Signs a user in at the OpenID Connect issuer: authorization code with PKCE in the system's browser (RFC 7636, RFC 8252).</summary>
internal sealed class Issuer(MobileClientOptions options, ApiCalls calls)
{
    public async Task<VouchedUser> SignInAsync(CancellationToken stop)
    {
        var discovery = await DiscoverAsync(stop).ConfigureAwait(false);
        var (verifier, state, nonce) = (Secret(), Secret(), Secret());
        var callback = await options.Browser.AuthorizeAsync(Start(discovery, verifier, state, nonce), options.RedirectUri, stop).ConfigureAwait(false);
        using var request = OAuthForm.Post(
            discovery.TokenEndpoint,
            repeatable: false,
            ("grant_type", "authorization_code"),
            ("client_id", options.ClientId),
            ("redirect_uri", options.RedirectUri.OriginalString),
            ("code", CodeOf(callback, discovery, state)),
            ("code_verifier", verifier));
        var reply = await calls.SendAsync(
            request,
            ExpectedAnswer.Json(WireJson.Default.IssuerTokens, tokens => tokens, Refusals.ReadOAuthError),
            stop).ConfigureAwait(false);
        var idToken = reply.IdToken ?? throw new SignInFailedException("id_token_invalid", "The issuer sent no id token.");
        return Check(idToken, discovery.Issuer, nonce);
    }

    private static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private async Task<Discovery> DiscoverAsync(CancellationToken stop)
    {
        var authority = options.Authority.AbsoluteUri.TrimEnd('/');
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(authority + "/.well-known/openid-configuration"));
        var discovery = await calls.SendAsync(
            request,
            ExpectedAnswer.Json(
                WireJson.Default.Discovery,
                document => document is { AuthorizationEndpoint.IsAbsoluteUri: true, TokenEndpoint.IsAbsoluteUri: true } ? document : null,
                Refusals.ReadNone),
            stop).ConfigureAwait(false);
        return discovery.Issuer.TrimEnd('/') == authority
            ? discovery
            : throw new SignInFailedException("issuer_mismatch", "The discovery document is not that of the configured issuer.");
    }

    private Uri Start(Discovery discovery, string verifier, string state, string nonce)
    {
        (string Name, string Value)[] query =
        [
            ("response_type", "code"),
            ("client_id", options.ClientId),
            ("redirect_uri", options.RedirectUri.OriginalString),
            ("scope", string.Join(' ', options.Scopes)),
            ("state", state),
            ("nonce", nonce),
            ("code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))),
            ("code_challenge_method", "S256"),
        ];
        var start = new UriBuilder(discovery.AuthorizationEndpoint);
        start.Query = string.Join('&', query.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}").Prepend(start.Query.TrimStart('?')).Where(part => part.Length > 0));
        return start.Uri;
    }

    private string CodeOf(Uri callback, Discovery discovery, string state)
    {
        if (callback.GetLeftPart(UriPartial.Path).TrimEnd('/') != options.RedirectUri.GetLeftPart(UriPartial.Path).TrimEnd('/'))
        {
            throw new SignInFailedException("redirect_mismatch", "The browser came back to another address.");
        }

        var answer = callback.Query.TrimStart('?').Split('&')
            .Select(pair => pair.Split('=', 2))
            .ToLookup(pair => pair[0], pair => pair.Length == 2 ? Uri.UnescapeDataString(pair[1].Replace('+', ' ')) : "", StringComparer.Ordinal);
        if (answer["state"].SingleOrDefault() != state)
        {
            throw new SignInFailedException("state_mismatch", "The answer is not one to this sign-in.");
        }

        // RFC 9207 §2.4: an answer of another issuer must not get our code.
        if (answer["iss"].SingleOrDefault() is { } issuer ? issuer != discovery.Issuer : discovery.NamesItselfInCallback)
        {
            throw new SignInFailedException("issuer_mismatch", "The answer is of another issuer.");
        }

        return answer["error"].FirstOrDefault() is { } error
            ? throw new SignInFailedException(error, answer["error_description"].FirstOrDefault())
            : answer["code"].SingleOrDefault() ?? throw new SignInFailedException("invalid_response", "The answer carries no code.");
    }

    /// <summary>
    /// OpenID Connect Core §3.1.3.7. The signature need not be checked on a token that came over TLS from the token endpoint itself,
    /// and the server checks it, with the expiry, by a clock that is right.
    /// </summary>
    private VouchedUser Check(string idToken, string issuer, string nonce)
    {
        var claims = Read(idToken);
        if (claims is not { Subject.Length: > 0 } || claims.Issuer != issuer || !claims.IsFor(options.ClientId))
        {
            throw new SignInFailedException("id_token_invalid", "The id token is not one of this issuer for this app.");
        }

        return claims.Nonce == nonce
            ? new(idToken, $"{issuer} {claims.Subject}")
            : throw new SignInFailedException("nonce_mismatch", "The id token was made for another sign-in.");
    }

    private static IdTokenClaims? Read(string idToken)
    {
        try
        {
            return idToken.Split('.') is [_, var payload, _]
                ? JsonSerializer.Deserialize(Base64Url.DecodeFromChars(payload), ClientJson.Default.IdTokenClaims)
                : null;
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException)
        {
            return null;
        }
    }
}
