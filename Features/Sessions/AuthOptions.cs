using Mobile.Features.Data;

namespace Mobile.Features.Sessions;

/// <summary>Where users sign in.</summary>
/// <param name="Authority">The OpenID Connect issuer, such as <c>https://login.microsoftonline.com/{tenant}/v2.0</c>; null for the development provider.</param>
/// <param name="Audiences">The client ids whose id tokens are exchanged for a session.</param>
/// <param name="ClientId">The client with which the product's own pages sign in.</param>
/// <param name="ClientSecret">For a provider that wants one of a client of type web, as Entra ID does; null for a public client. PKCE is used either way.</param>
public sealed record AuthOptions(Uri? Authority, IReadOnlyList<string> Audiences, string ClientId, string? ClientSecret = null)
{
    /// <exception cref="ConfigurationException">The settings are incomplete, or missing outside Development.</exception>
    public static AuthOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var (authority, audience, clientId) = (configuration["Auth:Authority"], configuration["Auth:Audience"], configuration["Auth:ClientId"]);
        if (authority is null && audience is null && clientId is null && environment.IsDevelopment())
        {
            return new(null, ["mobile-app", "mobile-admin"], "mobile-admin");
        }

        if (string.IsNullOrWhiteSpace(authority) || string.IsNullOrWhiteSpace(audience) || string.IsNullOrWhiteSpace(clientId))
        {
            throw new ConfigurationException(
                "Users cannot sign in: set Auth:Authority to the OpenID Connect issuer (for Entra ID https://login.microsoftonline.com/{tenant}/v2.0), Auth:Audience to the client ids of the apps, separated by commas, and Auth:ClientId to the client id of the dashboard; or run with ASPNETCORE_ENVIRONMENT=Development to use the development provider.");
        }

        return Uri.TryCreate(authority, UriKind.Absolute, out var issuer) && (issuer.Scheme == Uri.UriSchemeHttps || issuer is { Scheme: "http", IsLoopback: true })
            ? new(issuer, audience.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), clientId, configuration["Auth:ClientSecret"])
            : throw new ConfigurationException($"Auth:Authority is '{authority}'; set it to an https URL.");
    }
}
