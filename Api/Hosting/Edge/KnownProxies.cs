using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Mobile.Features.Data;

namespace Mobile.Api.Hosting.Edge;

/// <summary>
/// Whose word counts for where a request comes from and how it came: <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are read from right to left
/// as long as they were written by a proxy that <c>Proxy:KnownNetworks</c> names. Nobody's, by default.
/// </summary>
internal static class KnownProxies
{
    public const string Key = "Proxy:KnownNetworks";

    /// <summary>What the framework offers instead believes whoever sends the headers.</summary>
    private const string TrustEverybody = "ForwardedHeaders_Enabled";

    public static void AddKnownProxies(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var networks = Read(configuration, environment);
        services.AddSingleton(new ProxySettings(networks.Count > 0));
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in networks)
            {
                forwarded.KnownIPNetworks.Add(network);
            }
        });
    }

    public static void UseKnownProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<ProxySettings>().HasNetworks)
        {
            app.UseForwardedHeaders();
        }
    }

    /// <exception cref="ConfigurationException">A network cannot be read, or everybody would be believed.</exception>
    public static IReadOnlyList<System.Net.IPNetwork> Read(IConfiguration configuration, IHostEnvironment environment)
    {
        if (!environment.IsDevelopment() && string.Equals(configuration[TrustEverybody], "true", StringComparison.OrdinalIgnoreCase))
        {
            throw new ConfigurationException(
                $"ASPNETCORE_FORWARDEDHEADERS_ENABLED believes whoever sends X-Forwarded headers, also an attacker who would like limits to count somebody else. Unset it, and set {Key} to the networks of your proxies.");
        }

        var networks = new List<System.Net.IPNetwork>();
        foreach (var text in (configuration[Key] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            networks.Add(
                System.Net.IPNetwork.TryParse(text, out var network) ? network
                : IPAddress.TryParse(text, out var address) ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8)
                : throw new ConfigurationException($"{Key} names '{text}'; use addresses and networks such as 10.0.0.0/8, separated by commas."));
        }

        return networks;
    }

    private sealed record ProxySettings(bool HasNetworks);
}
