using System.Text.RegularExpressions;

namespace Mobile.Features.Campaigns.Audiences;

/// <summary>A language tag (RFC 5646) in the usual letter case: <c>de-CH</c>, <c>zh-Hant-TW</c>.</summary>
internal static partial class LocaleTag
{
    public const string Form = "Give language tags, such as de, pt-BR or zh-Hant.";

    private const int MaxLength = 35;
    private const int Script = 4;
    private const int Region = 2;

    /// <summary>Null for what is no tag.</summary>
    public static string? Normalize(string text)
    {
        if (text.Length > MaxLength || !Tag().IsMatch(text))
        {
            return null;
        }

        var parts = text.ToLowerInvariant().Split('-');
        return string.Join('-', parts.Select((part, i) => i == 0 ? part : part.Length switch
        {
            Region => part.ToUpperInvariant(),
            Script => char.ToUpperInvariant(part[0]) + part[1..],
            _ => part,
        }));
    }

    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();
}
