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

    private static readonly (string Name, AppPlatform Platform)[] Names =
    [
        ("ios", AppPlatform.Ios), ("android", AppPlatform.Android), ("iPadOS", AppPlatform.Ios), ("iPhone OS", AppPlatform.Ios),
        ("iPhoneOS", AppPlatform.Ios), ("iPhone", AppPlatform.Ios), ("iPad", AppPlatform.Ios),
    ];

    public static string Name(this AppPlatform platform) => platform switch
    {
        AppPlatform.Ios => "ios",
        AppPlatform.Android => "android",
        _ => "other",
    };

    /// <summary>
    /// Reads what apps call the system they run on, in any case and with or without its version behind: an iPad says <c>iPadOS</c>, and iOS
    /// itself said <c>iPhone OS</c> for years. All of them get the app of one store.
    /// </summary>
    public static AppPlatform Parse(string? name)
    {
        var text = name.AsSpan().Trim();
        var version = text.IndexOfAnyInRange('0', '9');
        text = version < 0 ? text : text[..version].TrimEnd();
        foreach (var (known, platform) in Names)
        {
            if (text.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return platform;
            }
        }

        return AppPlatform.Other;
    }
}
