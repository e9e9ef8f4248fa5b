using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Mobile.Features.Data;

namespace Mobile.Features.Pipeline;

/// <summary>
/// A request as a span, after OpenTelemetry's conventions for HTTP. Only what the product itself knows is told: the route that matched, and a path
/// only where one did; never a query, a header or a body.
/// </summary>
public static class RequestActivity
{
    public const string SourceName = "Mobile.Pipeline";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>A request inside of a request; null where nobody traces the outer one.</summary>
    internal static Activity? StartInner() => Source.StartActivity("inner request");

    /// <summary>Says what was asked and how it ended, once that is known.</summary>
    public static void Describe(Activity span, HttpContext context)
    {
        var (request, status) = (context.Request, context.Response.StatusCode);
        var method = MethodOf(request);
        span.DisplayName = method;
        span.SetTag("http.request.method", method).SetTag("http.response.status_code", status).SetTag("url.scheme", request.Scheme);
        if (RouteOf(context) is { } route)
        {
            span.DisplayName = $"{method} {route}";
            span.SetTag("http.route", route).SetTag("url.path", (request.PathBase + request.Path).Value);
        }

        span.SetTag("mobile.api.version", ApiVersions.Of(request.Path)).SetTag("mobile.signal", Signal.Of(context)?.Name);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.Fail(status.ToString());
        }
    }

    /// <summary>Also of the endpoint that failed: whoever handles an exception takes it away.</summary>
    private static string? RouteOf(HttpContext context) =>
        ((context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint) as RouteEndpoint)?.RoutePattern.RawText;

    /// <summary>What a caller makes up is one value.</summary>
    private static string MethodOf(HttpRequest request) => request.Method switch
    {
        "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" or "TRACE" or "CONNECT" => request.Method,
        _ => "_OTHER",
    };
}
