using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Mobile.Features.Devices;

/// <summary>Reads the name of a time zone as phones write it, and gives the one name under which it is stored.</summary>
/// <remarks>
/// The names are those of the product (<c>timezones.txt</c>), so that every node reads them alike, whatever was asked before: the runtime finds
/// <c>asia/tokyo</c> only once somebody has asked for <c>Asia/Tokyo</c>. An older name becomes the one of today, which also a machine without
/// tzdata's legacy links knows. A zone that came later is found in the machine's own database.
/// </remarks>
public static partial class TimeZoneNames
{
    /// <summary>The zone of a device that names none that can be read (CLDR's name for it).</summary>
    public const string Unknown = "Etc/Unknown";

    public const string Utc = "Etc/UTC";

    /// <summary>No clock is further behind; the schedules of campaigns count on it.</summary>
    private const int West = -12 * 60;

    private const int East = 14 * 60;

    private static readonly FrozenDictionary<string, string> Known = Read().ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    private static readonly Lazy<FrozenDictionary<string, string>> OnThisMachine = new(() => FindOnThisMachine(TimeZoneDatabase.Folder));

    /// <summary>One for each offset that was asked for: at most 1,561.</summary>
    private static readonly ConcurrentDictionary<int, TimeZoneInfo> Offsets = new();

    /// <summary>The zones of today, and the older names with the zone that each means.</summary>
    public static IEnumerable<KeyValuePair<string, string>> All => Known;

    /// <summary>An IANA name, or a fixed offset such as <c>GMT+05:30</c>; null for what is neither.</summary>
    public static string? Canonicalize(string text)
    {
        var name = text.Trim();
        return Known.TryGetValue(name, out var zone) ? zone
            : ReadOffset(name) is { } minutes ? NameOf(minutes)
            : Name().IsMatch(name) && OnThisMachine.Value.TryGetValue(name, out var newer) ? newer
            : null;
    }

    /// <summary>Null where the text names no zone, and where this machine has no data of it.</summary>
    public static TimeZoneInfo? Find(string text) => Canonicalize(text) switch
    {
        null => null,
        Utc => TimeZoneInfo.Utc,
        { } name when ReadOffset(name) is { } minutes => Offsets.GetOrAdd(minutes, FixedOffset),
        { } name => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) && found.HasIanaId ? found : null,
    };

    /// <summary>Minutes ahead of UTC.</summary>
    private static int? ReadOffset(string text)
    {
        var match = Offset().Match(text);
        if (!match.Success)
        {
            return null;
        }

        if (match.Groups["hours"] is not { Success: true } hours)
        {
            return 0;
        }

        var minutes = (Number(hours.Value) * 60) + (match.Groups["minutes"] is { Success: true } part ? Number(part.Value) : 0);
        minutes = match.Groups["sign"].Value == "+" ? minutes : -minutes;
        return minutes is >= West and <= East ? minutes : null;

        static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
    }

    /// <summary>As Java normalises the ids of such zones.</summary>
    private static string NameOf(int minutes) =>
        minutes == 0 ? Utc : string.Create(CultureInfo.InvariantCulture, $"GMT{(minutes < 0 ? '-' : '+')}{Math.Abs(minutes) / 60:D2}:{Math.Abs(minutes) % 60:D2}");

    private static TimeZoneInfo FixedOffset(int minutes) =>
        TimeZoneInfo.CreateCustomTimeZone(NameOf(minutes), TimeSpan.FromMinutes(minutes), NameOf(minutes), NameOf(minutes));

    private static IEnumerable<KeyValuePair<string, string>> Read()
    {
        using var reader = new StreamReader(typeof(TimeZoneNames).Assembly.GetManifestResourceStream("Mobile.Features.Devices.timezones.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                var names = line.Split(' ');
                yield return new(names[0], names[^1]);
            }
        }
    }

    /// <summary>Lists the zones of the folder by their names.</summary>
    /// <remarks>Left out are a second copy of all with and without leap seconds, what this machine is set to, and files that are no zones.</remarks>
    internal static FrozenDictionary<string, string> FindOnThisMachine(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return FrozenDictionary<string, string>.Empty;
        }

        return Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true })
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Where(name => !NoZone().IsMatch(name) && Name().IsMatch(name))
            .DistinctBy(name => name, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(name => name, StringComparer.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"^(?:Z|(?:UTC|GMT|UT)?(?<sign>[+-])(?:(?<hours>[0-9]{1,2})(?::(?<minutes>[0-5][0-9]))?|(?<hours>[0-9]{2})(?<minutes>[0-5][0-9])))\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Offset();

    /// <summary>Names are paths of files, which have as many spellings as somebody has slashes.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"^(posix/|right/|Factory\z|localtime\z|posixrules\z|posixtime\z|leap|.*VERSION|SECURITY)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex NoZone();
}
