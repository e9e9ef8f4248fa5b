using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Pipeline.Limits;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Versions.RemoteConfig;

/// <summary>
/// What an app asks when it starts: whether it is welcome, what is switched on, which certificates it may meet. Open to all, answered from
/// memory, and written so that an app may go on with an old answer when there is no new one.
/// </summary>
public static class GetConfig
{
    /// <summary>RFC 9111 §5.2.2.1 and RFC 5861: an app and a CDN may use a stale answer for a day while asking, and for a week when nobody answers.</summary>
    private const string Caching = "max-age=300, stale-while-revalidate=86400, stale-if-error=604800";

    /// <param name="Update"><c>none</c>, <c>recommended</c> or <c>required</c>; open: treat others as <c>recommended</c>.</param>
    /// <param name="MinimumVersion">Of the app on its platform; older ones are refused with 426.</param>
    /// <param name="Flags">Whether what goes by this name is on, for this app on this device; a flag that is missing is off.</param>
    public sealed record Response(
        string Update,
        string? MinimumVersion,
        string? RecommendedVersion,
        string? StoreUrl,
        IReadOnlyList<ApiVersion> ApiVersions,
        IReadOnlyDictionary<string, bool> Flags,
        IReadOnlyList<CertificatePins> CertificatePins);

    /// <param name="SunsetAt">When it may stop to answer.</param>
    public sealed record ApiVersion(
        string Version,
        [property: AllowedValues(ApiStatus.Current, ApiStatus.Supported, ApiStatus.Deprecated, ApiStatus.Retired)] string Status,
        DateTimeOffset? DeprecatedAt,
        DateTimeOffset? SunsetAt);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/config", (
                HttpContext context,
                VersionPolicy policy,
                [FromQuery] string? platform,
                [FromQuery] string? appVersion,
                [FromHeader(Name = AppHeaders.DeviceName)] string? deviceId) =>
            new Result(Answer(policy.Current, AppOf(context.Request, platform, appVersion), deviceId)))
            .WithDescribedTag("Config", "What an app asks when it starts.")
            .WithSummary("Read the configuration of the app")
            .WithExample("platform", "ios")
            .WithExample("appVersion", "3.2.1")
            .WithMetadata(new UnversionedMetadata(), new NeverShedMetadata())
            .AllowAnonymous()
            .Produces<Response>()
            .Produces(StatusCodes.Status304NotModified);

    /// <summary>The query says it for a CDN; an app that sends its headers anyway need not repeat them.</summary>
    private static AppHeaders AppOf(HttpRequest request, string? platform, string? appVersion) => new(
        AppPlatforms.Parse(platform ?? request.Headers[AppHeaders.PlatformName]),
        appVersion is null ? AppHeaders.Of(request).Version : VersionIn(appVersion));

    /// <summary>The plus sign of <c>1.0.0+45</c> arrives as a blank where it was not escaped.</summary>
    private static AppVersion? VersionIn(string query) => AppVersion.ParseOrNull(query) ?? AppVersion.ParseOrNull(query.Replace(' ', '+'));

    private static Response Answer(PolicySnapshot decided, AppHeaders app, string? deviceId)
    {
        var release = decided.Of(app.Platform);
        return new(
            release?.IsTooOld(app.Version) is true ? "required" : release?.IsOutdated(app.Version) is true ? "recommended" : "none",
            release?.Minimum?.ToString(),
            release?.Recommended?.ToString(),
            release?.StoreUrl,
            [.. decided.Versions.Select(version => new ApiVersion(version.Version, version.Status, version.DeprecatedAt, version.SunsetAt))],
            decided.Flags.ToDictionary(flag => flag.Name, flag => flag.IsOn(app, deviceId), StringComparer.Ordinal),
            decided.Pins);
    }

    private sealed class Result(Response config) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(config, httpContext.RequestServices.GetRequiredService<IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>().Value.SerializerOptions);
            var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}\"";
            var headers = httpContext.Response.Headers;
            headers.CacheControl = Caching;
            headers.Vary = $"{AppHeaders.PlatformName}, {AppHeaders.VersionName}, {AppHeaders.DeviceName}";
            if (!httpContext.AnswersNotModified(tag))
            {
                httpContext.Response.ContentType = "application/json; charset=utf-8";
                await httpContext.Response.BodyWriter.WriteAsync(body, httpContext.RequestAborted);
            }
        }
    }
}
