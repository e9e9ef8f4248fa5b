using System.Globalization;
using System.Text;

namespace Mobile.Features.Pipeline.Apps;

/// <summary>
/// What follows the hyphen of a version: identifiers with dots between them (Semantic Versioning §9, §11). Null is the release itself, which
/// comes after all of them.
/// </summary>
internal static class PreRelease
{
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        foreach (var identifier in text.Split('.'))
        {
            if (text[identifier].IsEmpty)
            {
                return false;
            }
        }

        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Without the leading zeros of numbers: <c>beta.01</c> is <c>beta.1</c>.</summary>
    public static string Normalize(string text) => string.Join('.', text.Split('.').Select(identifier => AsNumber(identifier) ?? identifier));

    /// <summary>Numbers come before words, and fewer identifiers before more.</summary>
    public static int Compare(string? left, string? right)
    {
        if (left is null || right is null)
        {
            return (left is null).CompareTo(right is null);
        }

        var (mine, others) = (left.Split('.'), right.Split('.'));
        for (var i = 0; i < Math.Min(mine.Length, others.Length); i++)
        {
            var (number, other) = (AsNumber(mine[i]), AsNumber(others[i]));
            var order = (number, other) switch
            {
                (null, null) => string.CompareOrdinal(mine[i], others[i]),
                (null, _) => 1,
                (_, null) => -1,
                _ when number.Length != other.Length => number.Length.CompareTo(other.Length),
                _ => string.CompareOrdinal(number, other),
            };
            if (order != 0)
            {
                return order;
            }
        }

        return mine.Length.CompareTo(others.Length);
    }

    /// <summary>In the same order as text.</summary>
    public static void AppendSortKey(StringBuilder key, string? preRelease)
    {
        if (preRelease is null)
        {
            key.Append('~');
            return;
        }

        key.Append('-');
        foreach (var identifier in preRelease.Split('.'))
        {
            var number = AsNumber(identifier);
            _ = number is null ? key.Append('1').Append(identifier) : key.Append(CultureInfo.InvariantCulture, $"0{number.Length:D2}{number}");

            // Less than all that may stand in an identifier, so that a prefix comes first.
            key.Append('!');
        }
    }

    /// <summary>The digits, of which there may be more than a number holds; null for a word.</summary>
    private static string? AsNumber(string identifier) =>
        identifier.All(char.IsAsciiDigit) ? identifier.TrimStart('0') is { Length: > 0 } digits ? digits : "0" : null;
}
