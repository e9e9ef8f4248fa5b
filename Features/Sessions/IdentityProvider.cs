using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Sessions;

/// <summary>A user as the identity provider names them.</summary>
/// <param name="Subject">Stable within the issuer, and across the clients of one issuer.</param>
public sealed record ExternalUser(string Issuer, string Subject, string? Name, string? Email);

/// <summary>Whom the provider vouches for at the end of a sign-in in a browser, and which roles it gives them.</summary>
public sealed record ExternalStaff(ExternalUser User, IReadOnlyList<string> Roles);

/// <summary>Where a browser is sent, and where its code is redeemed. Those of the development provider are paths of this host.</summary>
public sealed record ProviderEndpoints(string Authorization, string Token);

/// <summary>Accepts the id tokens of the configured provider (OpenID Connect Core §3.1.3.7).</summary>
public sealed class IdentityProvider(
    IConfigurationManager<OpenIdConnectConfiguration> discovery, AuthOptions options, TimeProvider clock, IssuerValidator? issuerValidator = null)
{
    /// <summary>OpenID Connect Core §2.</summary>
    private const int MaxSubject = 255;
    private const int MaxName = 200;
    private const int MaxEmail = 320;

    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    /// <returns>Null when the token is not one of the provider's, is not for us, or has expired.</returns>
    /// <exception cref="IdentityProviderException">The provider cannot be reached.</exception>
    public async Task<ExternalUser?> ValidateAsync(string idToken, CancellationToken stop) =>
        await ValidateAsync(idToken, options.Audiences, stop) is { } token ? Describe(token) : null;

    /// <summary>The same for the dashboard's own client, and for the very sign-in that the nonce was made for (OpenID Connect Core §3.1.3.7, 11).</summary>
    /// <exception cref="IdentityProviderException">The provider cannot be reached.</exception>
    public async Task<ExternalStaff?> ValidateSignInAsync(string idToken, string nonce, CancellationToken stop) =>
        await ValidateAsync(idToken, [options.ClientId], stop) is { } token
        && token.ClaimsIdentity.FindFirst("nonce")?.Value == nonce
        && Describe(token) is { } user
            ? new(user, [.. token.ClaimsIdentity.FindAll(Staff.RolesClaim).Select(role => role.Value)])
            : null;

    /// <exception cref="IdentityProviderException">The provider cannot be reached.</exception>
    public async Task<ProviderEndpoints> GetEndpointsAsync(CancellationToken stop)
    {
        var provider = await DiscoverAsync(stop);
        return new(provider.AuthorizationEndpoint, provider.TokenEndpoint);
    }

    private async Task<TokenValidationResult?> ValidateAsync(string idToken, IReadOnlyList<string> audiences, CancellationToken stop)
    {
        var result = await ValidateOnceAsync(idToken, audiences, stop);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // The provider may have rolled its keys; the manager bounds how often that is asked.
            discovery.RequestRefresh();
            result = await ValidateOnceAsync(idToken, audiences, stop);
        }

        return result.IsValid ? result : null;
    }

    private async Task<TokenValidationResult> ValidateOnceAsync(string idToken, IReadOnlyList<string> audiences, CancellationToken stop)
    {
        var provider = await DiscoverAsync(stop);
        return await handler.ValidateTokenAsync(idToken, new TokenValidationParameters
        {
            ValidIssuer = provider.Issuer,
            IssuerValidator = issuerValidator,
            ValidAudiences = audiences,
            IssuerSigningKeys = provider.SigningKeys,
            ValidAlgorithms = ["RS256", "PS256", "ES256"],
            LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires),
        });
    }

    private async Task<OpenIdConnectConfiguration> DiscoverAsync(CancellationToken stop)
    {
        try
        {
            return await discovery.GetConfigurationAsync(stop);
        }
        catch (Exception failure) when (failure is InvalidOperationException or IOException or HttpRequestException)
        {
            throw new IdentityProviderException(options.Authority, failure);
        }
    }

    private bool IsAlive(DateTime? notBefore, DateTime? expires)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + ClockSkew && (notBefore is not { } start || now >= start - ClockSkew);
    }

    private static ExternalUser? Describe(TokenValidationResult result)
    {
        var user = result.ClaimsIdentity;

        // Entra ID makes a different sub for each client; oid is the user's id in the whole tenant.
        var subject = user.FindFirst("tid") is null ? Claim("sub") : Claim("oid") ?? Claim("sub");
        return subject is { Length: > 0 and <= MaxSubject } ? new(result.Issuer, subject, Claim("name", MaxName), Claim("email", MaxEmail)) : null;

        string? Claim(string type, int max = int.MaxValue) => user.FindFirst(type)?.Value is { } value ? value[..Math.Min(value.Length, max)] : null;
    }
}

/// <summary>The identity provider cannot be reached, so nobody new can sign in. The message is all that there is to log of it, on one line.</summary>
public sealed class IdentityProviderException(Uri? authority, Exception cause)
    : Exception($"The identity provider {authority} does not answer: {cause.GetBaseException().Message.ReplaceLineEndings(" ")}", cause);
