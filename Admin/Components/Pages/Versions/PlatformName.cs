namespace Mobile.Admin.Components.Pages.Versions;

/// <summary>A platform as people write it.</summary>
internal static class PlatformName
{
    public static string Of(string platform) => platform switch
    {
        "ios" => "iOS",
        "android" => "Android",
        _ => "other",
    };
}
