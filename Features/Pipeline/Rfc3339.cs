using System.Globalization;
using System.Text.RegularExpressions;

namespace Mobile.Features.Pipeline;

/// <summary>Reads the times that apps send (RFC 3339 §5.6).</summary>
/// <remarks>
/// Platforms write them with none to nine fractional digits, in either case; the framework's own formats take at most seven, and
/// <see cref="DateTimeOffset.TryParse(string?, out DateTimeOffset)"/> takes <c>5</c> and <c>12:00</c>.
/// </remarks>
internal static partial class Rfc3339
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fffffffK";
    private const int MaxLength = 64;
    private const int Digits = 7;

    /// <summary>
    /// Takes any number of fractional digits, of which what is finer than 100 ns does not count, and <c>t</c> and <c>z</c> in either case. A plus
    /// sign that was not escaped in a query arrives as a blank. A leap second is the end of the second before.
    /// </summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        if (text is null || text.Length > MaxLength || Time().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var leaps = match.Groups["seconds"].ValueSpan is "60";
        var seconds = leaps ? "59" : match.Groups["seconds"].Value;
        var fraction = leaps ? new string('9', Digits) : match.Groups["fraction"].Value.PadRight(Digits, '0')[..Digits];
        var offset = match.Groups["offset"].Value.ToUpperInvariant().Replace(' ', '+');
        return DateTimeOffset.TryParseExact(
            $"{match.Groups["date"].Value}T{match.Groups["minutes"].Value}:{seconds}.{fraction}{offset}",
            Format,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal,
            out time);
    }

    [GeneratedRegex(
        @"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?<minutes>[0-9]{2}:[0-9]{2}):(?<seconds>[0-9]{2})(\.(?<fraction>[0-9]+))?(?<offset>[Zz]|[+\- ][0-9]{2}:[0-9]{2})\z",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Time();
}
