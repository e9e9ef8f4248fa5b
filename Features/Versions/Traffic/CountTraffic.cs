using System.Collections.Concurrent;
using Microsoft.AspNetCore.Diagnostics;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Apps;

namespace Mobile.Features.Versions.Traffic;

/// <summary>
/// Counts each request once, as what the app asked for: the requests of a batch and not the batch, the home screen and not its parts. Sees
/// the status that leaves, so it stands outside of whatever makes a problem of a failure.
/// </summary>
internal sealed class CountTraffic(RequestDelegate next, TrafficRecorder traffic, SignalRecorder signals, SeenApps apps, SeenDevices devices)
{
    private static readonly string[] StatusClasses = ["1xx", "2xx", "3xx", "4xx", "5xx"];

    private readonly ConcurrentDictionary<Endpoint, ApiOperation> operations = new();
    private readonly Dictionary<string, ApiOperation> unmatched =
        ApiVersions.Names.ToDictionary(version => version, version => new ApiOperation(version, "unmatched"), StringComparer.Ordinal);

    public async Task InvokeAsync(HttpContext context)
    {
        if (ApiVersions.Of(context.Request.Path) is not { } version)
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            Count(context, version);
        }
    }

    private void Count(HttpContext context, string version)
    {
        var endpoint = EndpointOf(context);
        if (InnerPipeline.OuterOf(context) is { } outer ? !HoldsRequests(outer.GetEndpoint()) : HoldsRequests(endpoint) && context.Response.StatusCode < 400)
        {
            return;
        }

        var user = context.User;
        var app = AppHeaders.Of(context.Request);
        traffic.Count(OperationOf(endpoint, version), apps.Find(app, user.FindFirst(Caller.UserIdClaim)?.Value), StatusClassOf(context));
        if (Signal.Of(context) is { } signal)
        {
            signals.Count(signal);
        }

        if (user.FindFirst(Caller.SessionIdClaim)?.Value is { } sessionId)
        {
            devices.Add(sessionId, version, app, context.Request.Headers.ContainsKey(AppHeaders.QueuedAtName));
        }
    }

    /// <summary>Also the one that failed: whoever handles an exception takes it away.</summary>
    private static Endpoint? EndpointOf(HttpContext context) => context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;

    private static bool HoldsRequests(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<HoldsRequestsMetadata>() is not null;

    private ApiOperation OperationOf(Endpoint? endpoint, string version) => endpoint is RouteEndpoint
        ? operations.GetOrAdd(endpoint, static (found, version) => Describe((RouteEndpoint)found, version), version)
        : unmatched[version];

    private static ApiOperation Describe(RouteEndpoint endpoint, string version)
    {
        var method = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is [var only] ? only : "*";
        return new(version, $"{method} {endpoint.RoutePattern.RawText!["/api/".Length..][version.Length..]}");
    }

    private static string StatusClassOf(HttpContext context) =>
        context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted ? "aborted"
        : StatusClasses[Math.Clamp(context.Response.StatusCode / 100, 1, 5) - 1];
}
