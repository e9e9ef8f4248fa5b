using System.Text;

namespace Mobile.Admin.SignIn;

/// <summary>Where a sign-in leads back to: a page of the dashboard, whatever the link says that brought somebody here.</summary>
internal static class ReturnUrl
{
    public const string Home = "/admin";

    private const int MaxLength = 2000;

    public static string Check(string? url) => url is { Length: <= MaxLength } && IsBelowHome(url) && Ascii.IsValid(url) && !url.Any(char.IsControl) && !url.Contains('\\', StringComparison.Ordinal)
        ? url
        : Home;

    private static bool IsBelowHome(string url) =>
        url.StartsWith(Home, StringComparison.Ordinal) && (url.Length == Home.Length || url[Home.Length] is '/' or '?');
}
