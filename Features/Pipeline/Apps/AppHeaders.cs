namespace Mobile.Features.Pipeline.Apps;

/// <summary>Which app is asking, as far as it says so. What cannot be read counts as not said: no app is refused for a header that we do not understand.</summary>
/// <param name="Version">Null where it is missing or no version.</param>
public readonly record struct AppHeaders(AppPlatform Platform, AppVersion? Version)
{
    public const string PlatformName = "X-App-Platform";
    public const string VersionName = "X-App-Version";
    public const string DeviceName = "X-Device-Id";

    /// <summary>On a write: when the user acted, where that was before the request was sent (RFC 3339).</summary>
    public const string QueuedAtName = "X-Queued-At";

    public static AppHeaders Of(HttpRequest request) => Read(request.Headers[PlatformName], request.Headers[VersionName]);

    /// <summary>Null where the write was not queued, or does not say when in the form of RFC 3339.</summary>
    public static DateTimeOffset? QueuedAt(HttpRequest request) =>
        Rfc3339.TryParse(request.Headers[QueuedAtName], out var queuedAt) ? queuedAt : null;

    public static AppHeaders Read(string? platform, string? version) => new(AppPlatforms.Parse(platform), AppVersion.ParseOrNull(version));
}
