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
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fffffff";
    private const int Digits = 7;

    /// <summary>
    /// Takes any number of fractional digits, of which what is finer than 100 ns does not count, and <c>t</c> and <c>z</c> in either case. A plus
    /// sign that was not escaped in a query arrives as a blank. A leap second is the end of the second before. Offsets go up to 23:59, more than
    /// <see cref="DateTimeOffset"/> takes; what they lead out of its years is its first or last instant.
    /// </summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        if (text is null || Time().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var leaps = match.Groups["seconds"].ValueSpan is "60";
        var seconds = leaps ? "59" : match.Groups["seconds"].Value;
        var fraction = leaps ? new string('9', Digits) : match.Groups["fraction"].Value.PadRight(Digits, '0')[..Digits];
        if (!DateTime.TryParseExact(
            $"{match.Groups["date"].Value}T{match.Groups["minutes"].Value}:{seconds}.{fraction}",
            Format,
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var local))
        {
            return false;
        }

        var ahead = match.Groups["ahead"] is { Success: true } offset
            ? TimeSpan.ParseExact(offset.ValueSpan, @"hh\:mm", CultureInfo.InvariantCulture)
            : default;
        var ticks = local.Ticks - (match.Groups["sign"].ValueSpan is "-" ? -ahead : ahead).Ticks;
        time = new(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);
        return true;
    }

    [GeneratedRegex(
        @"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?<minutes>[0-9]{2}:[0-9]{2}):(?<seconds>[0-9]{2})(\.(?<fraction>[0-9]+))?([Zz]|(?<sign>[+\- ])(?<ahead>([01][0-9]|2[0-3]):[0-5][0-9]))\z",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Time();
}
