namespace Mobile.Features.Devices;

/// <summary>Wall clocks: what time it is where a device is, and when it is a given time there. Zones have IANA names.</summary>
public static class LocalTime
{
    /// <summary>Where a device is that does not say.</summary>
    public const string Utc = "Etc/UTC";

    /// <summary>Null where this machine's time zone database does not know the name, and for the names that Windows has.</summary>
    public static TimeZoneInfo? Find(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId ? found : null;

    /// <summary>
    /// When clocks in the zone show the time. Of a time that they show twice it is the first; one that they skip is taken as if they had
    /// not been put forward yet, so that 02:30 becomes 03:30.
    /// </summary>
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone)
    {
        var time = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        var offset = zone.IsInvalidTime(time) ? OffsetBefore(time, zone)
            : zone.IsAmbiguousTime(time) ? zone.GetAmbiguousTimeOffsets(time).Max()
            : zone.GetUtcOffset(time);
        return new DateTimeOffset(time, offset);
    }

    /// <summary>The same, but of a time that clocks show twice the second.</summary>
    public static DateTimeOffset ToLastInstant(DateTime local, TimeZoneInfo zone) =>
        zone.IsAmbiguousTime(local) ? new DateTimeOffset(local, zone.GetAmbiguousTimeOffsets(local).Min()) : ToInstant(local, zone);

    /// <summary>The offset that was in force before the gap in which the time lies; no gap is longer than a day.</summary>
    private static TimeSpan OffsetBefore(DateTime skipped, TimeZoneInfo zone)
    {
        var before = skipped;
        do
        {
            before = before.AddMinutes(-15);
        }
        while (zone.IsInvalidTime(before));

        return zone.GetUtcOffset(before);
    }
}
