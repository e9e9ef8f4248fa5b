using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Mobile.Features.Sessions;

/// <summary>A user as the identity provider names them.</summary>
/// <param name="Subject">Stable within the issuer, and across the clients of one issuer.</param>
public sealed record ExternalUser(string Issuer, string Subject, string? Name, string? Email);

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
    public async Task<ExternalUser?> ValidateAsync(string idToken, CancellationToken stop)
    {
        var result = await ValidateOnceAsync(idToken, stop);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // The provider may have rolled its keys; the manager bounds how often that is asked.
            discovery.RequestRefresh();
            result = await ValidateOnceAsync(idToken, stop);
        }

        return result.IsValid ? Describe(result) : null;
    }

    private async Task<TokenValidationResult> ValidateOnceAsync(string idToken, CancellationToken stop)
    {
        OpenIdConnectConfiguration provider;
        try
        {
            provider = await discovery.GetConfigurationAsync(stop);
        }
        catch (Exception failure) when (failure is InvalidOperationException or IOException or HttpRequestException)
        {
            throw new IdentityProviderException(options.Authority, failure);
        }

        return await handler.ValidateTokenAsync(idToken, new TokenValidationParameters
        {
            ValidIssuer = provider.Issuer,
            IssuerValidator = issuerValidator,
            ValidAudiences = options.Audiences,
            IssuerSigningKeys = provider.SigningKeys,
            ValidAlgorithms = ["RS256", "PS256", "ES256"],
            LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires),
        });
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

/// <summary>The identity provider cannot be reached, so nobody new can sign in.</summary>
public sealed class IdentityProviderException(Uri? authority, Exception cause)
    : Exception($"The identity provider {authority} does not answer.", cause);
