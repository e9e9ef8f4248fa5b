using Mobile.Features.Pipeline;

namespace Mobile.Features.Versions.Policy;

/// <summary>
/// Says with every answer of a version that is ending that it is: since when (RFC 9745), until when (RFC 8594), and where to read more.
/// The headers are set when the answer starts, whatever wrote it: an endpoint, a replay, a 304, an error.
/// </summary>
internal sealed class AnnounceVersions(RequestDelegate next, VersionPolicy policy)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (ApiVersions.Of(context.Request.Path) is { } version && policy.Current.Of(version) is { IsEnding: true, DeprecatedAt: not null })
        {
            AnnounceOnStart(context, policy.Current, version);
        }

        return next(context);
    }

    /// <summary>Apart, so that only the answers of a version that is ending pay for what is remembered until they start.</summary>
    private static void AnnounceOnStart(HttpContext context, PolicySnapshot decided, string version) => context.Response.OnStarting(() =>
    {
        Announce(context, decided.Of(version), decided.Current.Version);
        return Task.CompletedTask;
    });

    private static void Announce(HttpContext context, ApiLifecycle ending, string successor)
    {
        var headers = context.Response.Headers;
        var page = ending.InformationUrl ?? $"{context.Request.PathBase}/versions/{ending.Version}";
        headers["Deprecation"] = ending.DeprecationHeader;
        headers.Append("Link", $"<{page}>; rel=\"deprecation\"");
        if (ending.SunsetHeader is { } sunset)
        {
            headers["Sunset"] = sunset;
            headers.Append("Link", $"<{page}>; rel=\"sunset\"");
        }

        if (successor != ending.Version)
        {
            headers.Append("Link", $"<{context.Request.PathBase}{SamePlaceIn(successor, context.Request.Path)}>; rel=\"successor-version\"");
        }
    }

    /// <summary>Versions differ in shapes, not in paths: <c>/api/v1/orders</c> is followed by <c>/api/v2/orders</c> (RFC 5829 §3.3).</summary>
    private static string SamePlaceIn(string version, PathString path)
    {
        var text = path.ToUriComponent();
        var rest = text.IndexOf('/', "/api/".Length);
        return $"/api/{version}{(rest < 0 ? "" : text[rest..])}";
    }
}
