namespace Mobile.Features.Devices;

/// <summary>Tells what this machine's time zone database lacks of the zones that devices name.</summary>
public static class TimeZoneDatabase
{
    /// <summary>Names the folder in which the runtime looks for it.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("TZDIR") is { Length: > 0 } folder ? folder : "/usr/share/zoneinfo";

    /// <summary>Null where there is no folder to look into because the system keeps its zones elsewhere (Windows).</summary>
    public static State? Inspect() => OperatingSystem.IsWindows() ? null : Inspect(Folder);

    public static State Inspect(string folder)
    {
        var missing = TimeZoneNames.All
            .Where(name => !File.Exists(Path.Combine(folder, name.Key)))
            .ToLookup(name => name.Key != name.Value, name => name.Key);
        return new(folder, TimeZoneNames.All.Count(), [.. Missing(older: false)], [.. Missing(older: true)]);

        IEnumerable<string> Missing(bool older) => missing[older].Order(StringComparer.Ordinal);
    }

    /// <param name="Names">How many the product knows.</param>
    /// <param name="Zones">Those of today that are missing: where a device names one, its local times go by UTC on this machine.</param>
    /// <param name="OlderNames">Asia/Calcutta, US/Pacific and their like that are missing. The product reads them all the same.</param>
    public sealed record State(string Folder, int Names, IReadOnlyList<string> Zones, IReadOnlyList<string> OlderNames)
    {
        /// <summary>Tells what is missing and how to mend it; null where nothing is.</summary>
        public string? Lacks => (Zones, OlderNames) switch
        {
            ([], []) => null,
            ({ Count: > 100 }, _) => $"{Folder} has no time zone database: local times go by UTC here. Install the package tzdata.",
            ([], _) => $"{Folder} lacks {OlderNames.Count} older names such as {Example(OlderNames)}. Devices that send them are put into the zone of today; "
                + "other programs need the package tzdata-legacy (Debian 13, Ubuntu 24.04), or tzdata elsewhere.",
            _ => $"{Folder} lacks {Zones.Count} zones, such as {Example(Zones)}: local times of devices there go by UTC here. Update the package tzdata.",
        };

        private static string Example(IReadOnlyList<string> names) => names.FirstOrDefault(name => name == "Asia/Calcutta") ?? names[0];
    }
}
