namespace Mobile.Api.Hosting.Configuration;

/// <summary>Keys that nobody reads: most often a typing error, whose default would be found out in production.</summary>
internal static class UnknownKeys
{
    /// <summary>A section that is misspelled, too: farther from every key, it is another program's variable.</summary>
    private const int Typos = 2;

    /// <returns>A sentence for each, with the closest known key and without the value.</returns>
    public static IEnumerable<string> Find(IConfiguration configuration) =>
        from entry in configuration.AsEnumerable()
        let name = entry.Key
        where entry.Value is not null && name.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal)
        where !Settings.All.Any(known => IsSame(known.Name, name) || known.Name.StartsWith(name + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase))
        let closest = ClosestTo(name)
        where Settings.All.Any(known => IsSame(known.Section, SectionOf(name))) || Distance(name, closest) <= Typos
        select $"{name} is no key of the product; did you mean {closest}? Mend or remove it.";

    private static string ClosestTo(string name) => Settings.All.Select(known => known.Name)
        .OrderBy(known => IsSame(SectionOf(known), SectionOf(name)) ? 0 : 1)
        .ThenBy(known => IsSame(LastOf(known), LastOf(name)) ? 0 : Distance(known, name))
        .First();

    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string SectionOf(string name) => name.Split(ConfigurationPath.KeyDelimiter)[0];

    private static string LastOf(string name) => ConfigurationPath.GetSectionKey(name)!;

    /// <summary>How many characters are to be put in, left out or changed (Levenshtein), whatever their case.</summary>
    private static int Distance(string one, string other)
    {
        var previous = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var row = new int[other.Length + 1];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], previous[j]) + 1, previous[j - 1] + changed);
            }

            previous = row;
        }

        return previous[^1];
    }
}
