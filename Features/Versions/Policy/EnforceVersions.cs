using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Versions.Policy;

/// <summary>
/// Refuses what staff have ended: a retired version, one in a brownout, an app below the minimum. Decides from memory. Runs after
/// authentication, so that traffic knows whom it concerned, and before authorisation, so that a retired version says so to everybody.
/// </summary>
internal sealed class EnforceVersions(RequestDelegate next, VersionPolicy policy, TimeProvider clock)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (ApiVersions.Of(context.Request.Path) is not { } version)
        {
            return next(context);
        }

        var decided = policy.Current;
        return (RefuseVersion(decided.Of(version)) ?? RefuseApp(context, decided))?.ExecuteAsync(context) ?? next(context);
    }

    private Problem? RefuseVersion(ApiLifecycle version)
    {
        if (version.Status == ApiStatus.Retired)
        {
            return PipelineProblems.ApiVersionRetired;
        }

        return version is { Status: ApiStatus.Deprecated, Brownouts.Count: > 0 } && clock.GetUtcNow() is var now && version.BrownoutAt(now) is { } brownout
            ? new Problem(PipelineProblems.ApiVersionBrownout) { RetryAfterSeconds = (int)Math.Ceiling((brownout.EndsAt - now).TotalSeconds) }
            : null;
    }

    private static Problem? RefuseApp(HttpContext context, PolicySnapshot decided)
    {
        var app = AppHeaders.Of(context.Request);
        if (decided.Of(app.Platform) is not { } release || !release.IsTooOld(app.Version) || MayPass(context, release))
        {
            return null;
        }

        var minimum = release.Minimum.ToString()!;
        if (HttpProtocol.IsHttp11(context.Request.Protocol) && !InnerPipeline.IsInner(context))
        {
            // RFC 9110 §15.5.22 asks for it, and §7.8 for Connection; HTTP/2 and later know neither (RFC 9113 §8.2.2).
            context.Response.Headers.Upgrade = $"mobile-app/{minimum}";
            context.Response.Headers.Connection = WantsToClose(context.Request) ? "Upgrade, close" : "Upgrade, keep-alive";
        }

        return new Problem(PipelineProblems.ClientUpgradeRequired)
        {
            NeededApp = new(minimum, (release.Recommended ?? release.Minimum).ToString(), release.StoreUrl),
        };
    }

    private static bool WantsToClose(HttpRequest request) => request.Headers.Connection.ToString().Contains("close", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the app has done before the minimum was set is not lost. A batch is decided request by request.</summary>
    private static bool MayPass(HttpContext context, AppRelease release) =>
        context.GetEndpoint()?.Metadata.GetMetadata<HoldsRequestsMetadata>() is not null
        || (!HttpMethods.IsGet(context.Request.Method) && AppHeaders.QueuedAt(context.Request) < release.MinimumSinceAt);
}
