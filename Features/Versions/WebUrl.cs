using System.Text;

namespace Mobile.Features.Versions;

internal static class WebUrl
{
    public const string Form = "Give an absolute https URL of at most 500 ASCII characters; encode others (%C3%BC).";

    private const int MaxLength = 500;

    /// <summary>What may stand in a header and in a link of an app.</summary>
    public static bool IsValid(string url) =>
        url.Length <= MaxLength && Ascii.IsValid(url) && Uri.IsWellFormedUriString(url, UriKind.Absolute) && url.StartsWith("https://", StringComparison.Ordinal);
}
