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
        kestrel.RequestHeaderEncodingSelector = _ => HeaderText.Encoding;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = MaxBodyBytes;
        limits.MaxRequestHeadersTotalSize = MaxHeadersBytes;
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.RequestHeadersTimeout = HeadersTimeout;
        limits.KeepAliveTimeout = KeepAlive;
        limits.MinRequestBodyDataRate = limits.MinResponseDataRate = new(MinBytesPerSecond, Grace);
    }

    /// <summary>
    /// Says that the connection ends where a body was refused before it was read: the server will not read the rest of one that is too long, and a client that
    /// sent its next request there would get no answer.
    /// </summary>
    public static void UseConnectionLimits(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.ContentLength > MaxBodyBytes && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.OnStarting(static state =>
            {
                var response = (HttpResponse)state;
                response.Headers.Connection = response.StatusCode >= StatusCodes.Status400BadRequest ? "close" : response.Headers.Connection;
                return Task.CompletedTask;
            }, context.Response);
        }

        return next(context);
    });
}
