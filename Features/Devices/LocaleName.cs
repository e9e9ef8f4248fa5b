using System.Text.RegularExpressions;

namespace Mobile.Features.Devices;

/// <summary>A language tag (BCP 47), as devices and audiences name one.</summary>
public static partial class LocaleName
{
    public const string Pattern = $"^{Subtags}$";
    public const string Form = "Send a language tag: de, de-CH or zh-Hant-TW.";
    public const int MaxLength = 35;

    private const string Subtags = "[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*";

    /// <returns>Normalized; null for what is no tag.</returns>
    public static string? Parse(string text) => text.Length <= MaxLength && Tag().IsMatch(text) ? Normalize(text) : null;

    /// <summary>In the case that RFC 5646 §2.1.1 recommends, so that equal tags are equal texts: scripts as Hant, regions as TW, all else small.</summary>
    public static string Normalize(string tag)
    {
        var subtags = tag.ToLowerInvariant().Split('-');
        for (var i = 1; i < subtags.Length && subtags[i].Length > 1; i++)
        {
            subtags[i] = subtags[i].Length switch
            {
                2 => subtags[i].ToUpperInvariant(),
                4 when !char.IsAsciiDigit(subtags[i][0]) => char.ToUpperInvariant(subtags[i][0]) + subtags[i][1..],
                _ => subtags[i],
            };
        }

        return string.Join('-', subtags);
    }

    [GeneratedRegex($@"^{Subtags}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();
}
