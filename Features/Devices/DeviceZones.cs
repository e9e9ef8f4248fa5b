using System.Collections.Concurrent;

namespace Mobile.Features.Devices;

/// <summary>Finds the time zones of devices, and says so once for each of which this machine has no data.</summary>
public sealed partial class DeviceZones(ILogger<DeviceZones> logger)
{
    private const int MaxReported = 1_000;

    private readonly ConcurrentDictionary<string, bool> reported = new(StringComparer.Ordinal);

    /// <summary>UTC for a device whose zone is unknown, as for one that does not say; and with a warning where another machine could read its zone.</summary>
    public TimeZoneInfo FindOrUtc(string zone)
    {
        if (TimeZoneNames.Find(zone) is { } found)
        {
            return found;
        }

        if (zone != TimeZoneNames.Unknown && reported.Count < MaxReported && reported.TryAdd(zone, true))
        {
            Log.NoData(logger, zone, TimeZoneDatabase.Folder);
        }

        return TimeZoneInfo.Utc;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message =
            "Devices are in the time zone {Zone}, of which {Folder} has no data: their local times and quiet hours go by UTC here. Update the package tzdata.")]
        public static partial void NoData(ILogger logger, string zone, string folder);
    }
}
