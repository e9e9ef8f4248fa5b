using Mobile.Features.Data;

namespace Mobile.Api.DevIdentity;

/// <summary>A public client of the development provider.</summary>
/// <param name="Redirects">Compared whole, but for the port of a loopback address; one that starts with a slash is a path of this host.</param>
internal sealed record DevClient(string Id, IReadOnlyList<string> Redirects)
{
    public bool Accepts(string? redirectUri, string origin) =>
        redirectUri is not null && Redirects.Any(registered =>
            redirectUri == (registered.StartsWith('/') ? origin + registered : registered) || IsSameOnLoopback(redirectUri, registered));

    /// <summary>An app without a scheme of its own listens on a port that is free just then (RFC 8252 §7.3).</summary>
    private static bool IsSameOnLoopback(string redirectUri, string registered) =>
        Uri.TryCreate(registered, UriKind.Absolute, out var known) && known is { Scheme: "http", IsLoopback: true, IsDefaultPort: true }
        && Uri.TryCreate(redirectUri, UriKind.Absolute, out var asked)
        && asked.AbsoluteUri == new UriBuilder(known) { Port = asked.Port }.Uri.AbsoluteUri;
}

/// <summary>The clients of the development provider: the apps, and the product's own pages.</summary>
internal sealed class DevClients
{
    public const string Key = "DevIdentity:RedirectUris";

    /// <summary>What runs or shows something instead of leading back to an app (RFC 8252 §8, RFC 9700 §4.1).</summary>
    private static readonly string[] Refused = ["javascript", "data", "file", "about", "blob", "vbscript"];

    private DevClients(IReadOnlyList<string> further) => All =
    [
        new("mobile-app", ["mobile://signin", .. further]),
        new("mobile-admin", ["/docs/oauth2-redirect.html", "/admin/signin"]),
    ];

    public IReadOnlyList<DevClient> All { get; }

    public DevClient? Find(string? id) => All.FirstOrDefault(client => client.Id == id);

    /// <exception cref="ConfigurationException">A value is no redirect URI, or there is no development provider.</exception>
    public static DevClients Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var further = (configuration[Key] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (further.Length > 0 && !environment.IsDevelopment())
        {
            throw new ConfigurationException($"{Key} is for the development provider, which exists in Development only: remove it, and register the redirect URIs of the apps at Auth:Authority.");
        }

        return further.FirstOrDefault(uri => !IsRedirect(uri)) is { } wrong
            ? throw new ConfigurationException($"{Key} names '{wrong}'; use whole redirect URIs without a fragment such as com.example.shop:/signin or http://localhost:5173/callback, separated by commas.")
            : new(further);
    }

    /// <summary>RFC 6749 §3.1.2: absolute, and without a fragment.</summary>
    private static bool IsRedirect(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && text.StartsWith(uri.Scheme + ":", StringComparison.OrdinalIgnoreCase)
        && !text.Contains('#', StringComparison.Ordinal) && !Refused.Contains(uri.Scheme, StringComparer.OrdinalIgnoreCase);
}
