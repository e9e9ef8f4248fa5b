using Mobile.Features.Pipeline.Apps;

namespace Mobile.Admin.Components.Pages.Versions;

/// <summary>What somebody wants to set for a platform, between the first step and the second; as it was typed.</summary>
public sealed record WantedRelease(AppPlatform Platform, string? Minimum, string? Recommended, string? StoreUrl)
{
    /// <summary>Null where no platform is named.</summary>
    public static WantedRelease? Of(string? platform, string? minimum, string? recommended, string? storeUrl) =>
        AppPlatforms.Parse(platform) is var named and not AppPlatform.Other ? new(named, Text(minimum), Text(recommended), Text(storeUrl)) : null;

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
