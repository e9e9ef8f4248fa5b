using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mobile.Api.Hosting.Edge;

/// <summary>What one connection may cost, whoever is behind it: a phone in a lift is slow for seconds, an attacker for as long as he is let.</summary>
internal static class ConnectionLimits
{
    private const int MaxBodyBytes = 256 * 1024;
    private const int MaxHeadersBytes = 16 * 1024;
    private const int MaxHeaders = 64;

    /// <summary>Far below what the slowest mobile network carries.</summary>
    private const double MinBytesPerSecond = 240;

    /// <summary>A request of an app has left it long before.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Longer than proxies keep idle connections (a minute or two), so that it is they who close one, and none is closed under a request.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(150);

    public static void Apply(KestrelServerOptions kestrel)
    {
        // A lone line feed ends no line: a proxy in front may not take it for one, and would see another request than we do (RFC 9112 §2.2).
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = MaxBodyBytes;
        limits.MaxRequestHeadersTotalSize = MaxHeadersBytes;
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.RequestHeadersTimeout = HeadersTimeout;
        limits.KeepAliveTimeout = KeepAlive;
        limits.MinRequestBodyDataRate = limits.MinResponseDataRate = new(MinBytesPerSecond, Grace);
    }
}
