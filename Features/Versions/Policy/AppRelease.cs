using Mobile.Features.Pipeline.Apps;

namespace Mobile.Features.Versions.Policy;

/// <summary>Which versions of the app on a platform are welcome.</summary>
/// <param name="Minimum">Older ones are refused with 426; null refuses none.</param>
/// <param name="MinimumSinceAt">When that minimum was set: writes that were queued before still land.</param>
/// <param name="Recommended">Older ones are told that there is a better one.</param>
/// <param name="StoreUrl">Where users get it.</param>
public sealed record AppRelease(
    AppPlatform Platform, AppVersion? Minimum = null, DateTimeOffset? MinimumSinceAt = null, AppVersion? Recommended = null, string? StoreUrl = null)
{
    /// <summary>False where there is no minimum, or the app does not say which version it is.</summary>
    public bool IsTooOld(AppVersion? version) => version is { } app && Minimum is { } minimum && app < minimum;

    public bool IsOutdated(AppVersion? version) => version is { } app && Recommended is { } recommended && app < recommended;
}
