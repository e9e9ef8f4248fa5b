using System.Globalization;
using System.Text;

namespace Mobile.Features.Pipeline.Apps;

/// <summary>
/// The version of an app: one to four numbers, then a pre-release if there is one, in the order of Semantic Versioning (§11): 3.9.1 comes
/// before 3.10.0-beta.1, and that before 3.10. Missing numbers are 0; build metadata (<c>+451</c>) does not count.
/// </summary>
/// <remarks>What apps also send is read wherever a version is: a <c>v</c> before it, and the build in parentheses, as in <c>3.2.1 (45)</c>.</remarks>
public readonly struct AppVersion : IComparable<AppVersion>, IEquatable<AppVersion>
{
    public const string Form = "Send one to four numbers, and a pre-release if there is one: 3.2.0, 3.10 or 3.2.0-beta.1.";

    private const int MaxLength = 64;
    private const int MaxNumbers = 4;
    private const int MaxDigits = 10;

    /// <summary>The first two numbers, and the last two, in 32 bits each.</summary>
    private readonly ulong high, low;

    private readonly string? preRelease;

    private AppVersion(ulong high, ulong low, string? preRelease) => (this.high, this.low, this.preRelease) = (high, low, preRelease);

    /// <summary>A text whose ordinal order is that of the versions, for a database that knows text only.</summary>
    public string SortKey
    {
        get
        {
            var key = new StringBuilder(64);
            foreach (var number in Numbers())
            {
                key.Append(CultureInfo.InvariantCulture, $"{number:D10}");
            }

            PreRelease.AppendSortKey(key, preRelease);
            return key.ToString();
        }
    }

    public static bool operator ==(AppVersion left, AppVersion right) => left.Equals(right);

    public static bool operator !=(AppVersion left, AppVersion right) => !left.Equals(right);

    public static bool operator <(AppVersion left, AppVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(AppVersion left, AppVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(AppVersion left, AppVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(AppVersion left, AppVersion right) => left.CompareTo(right) >= 0;

    /// <summary>False for whatever is no version, however long; nothing is allocated unless there is a pre-release.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AppVersion version)
    {
        version = default;
        text = text.Trim();
        if (text.Length is 0 or > MaxLength)
        {
            return false;
        }

        if (!TryTakeBuild(ref text))
        {
            return false;
        }

        text = text is ['v' or 'V', .. var rest] ? rest : text;
        Span<uint> numbers = stackalloc uint[MaxNumbers];
        var count = 0;
        while (true)
        {
            if (count == MaxNumbers || !TryTakeNumber(ref text, out numbers[count++]))
            {
                return false;
            }

            if (text.IsEmpty || text[0] != '.')
            {
                break;
            }

            text = text[1..];
        }

        if (!TryTakeSuffix(text, out var preRelease))
        {
            return false;
        }

        version = new((ulong)numbers[0] << 32 | numbers[1], (ulong)numbers[2] << 32 | numbers[3], preRelease);
        return true;
    }

    public static AppVersion? ParseOrNull(string? text) => TryParse(text, out var version) ? version : null;

    public int CompareTo(AppVersion other)
    {
        var order = high.CompareTo(other.high);
        order = order != 0 ? order : low.CompareTo(other.low);
        return order != 0 ? order : PreRelease.Compare(preRelease, other.preRelease);
    }

    public bool Equals(AppVersion other) => high == other.high && low == other.low && preRelease == other.preRelease;

    public override bool Equals(object? obj) => obj is AppVersion other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(high, low, preRelease);

    /// <summary>Three numbers, a fourth where it is not 0, and the pre-release.</summary>
    public override string ToString()
    {
        var numbers = Numbers();
        var text = numbers[3] == 0 ? $"{numbers[0]}.{numbers[1]}.{numbers[2]}" : $"{numbers[0]}.{numbers[1]}.{numbers[2]}.{numbers[3]}";
        return preRelease is null ? text : $"{text}-{preRelease}";
    }

    private uint[] Numbers() => [(uint)(high >> 32), (uint)high, (uint)(low >> 32), (uint)low];

    private static bool TryTakeNumber(ref ReadOnlySpan<char> text, out uint number)
    {
        var digits = 0;
        var value = 0UL;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            value = value * 10 + (ulong)(text[digits] - '0');
            if (++digits > MaxDigits)
            {
                break;
            }
        }

        text = text[digits..];
        number = (uint)value;
        return digits is > 0 and <= MaxDigits && value <= uint.MaxValue;
    }

    /// <summary>False for parentheses that hold no build.</summary>
    private static bool TryTakeBuild(ref ReadOnlySpan<char> text)
    {
        if (text[^1] != ')')
        {
            return true;
        }

        var open = text.IndexOf('(');
        if (open < 0 || !PreRelease.IsValid(text[(open + 1)..^1]))
        {
            return false;
        }

        text = text[..open].TrimEnd();
        return true;
    }

    private static bool TryTakeSuffix(ReadOnlySpan<char> text, out string? preRelease)
    {
        preRelease = null;
        var metadata = text.IndexOf('+');
        if (metadata >= 0)
        {
            if (!PreRelease.IsValid(text[(metadata + 1)..]))
            {
                return false;
            }

            text = text[..metadata];
        }

        if (text.IsEmpty)
        {
            return true;
        }

        if (text[0] != '-' || !PreRelease.IsValid(text[1..]))
        {
            return false;
        }

        preRelease = PreRelease.Normalize(text[1..].ToString());
        return true;
    }
}
