namespace Mobile.Features.Pipeline.Apps;

/// <summary>What an app runs on.</summary>
public enum AppPlatform
{
    /// <summary>Not said, or none that has an app store of ours.</summary>
    Other,

    Ios,

    Android,
}

public static class AppPlatforms
{
    public const string Form = "Name ios or android.";

    public static string Name(this AppPlatform platform) => platform switch
    {
        AppPlatform.Ios => "ios",
        AppPlatform.Android => "android",
        _ => "other",
    };

    public static AppPlatform Parse(string? name) =>
        "ios".Equals(name, StringComparison.OrdinalIgnoreCase) ? AppPlatform.Ios
        : "android".Equals(name, StringComparison.OrdinalIgnoreCase) ? AppPlatform.Android
        : AppPlatform.Other;
}
