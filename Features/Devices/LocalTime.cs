namespace Mobile.Features.Devices;

/// <summary>Wall clocks: what time it is where a device is, and when it is a given time there. Zones have IANA names, or are fixed offsets.</summary>
public static class LocalTime
{
    /// <summary>Where a device is that does not say.</summary>
    public const string Utc = TimeZoneNames.Utc;

    /// <summary>Null where the text names no zone, and where this machine has no data of it.</summary>
    public static TimeZoneInfo? Find(string zone) => TimeZoneNames.Find(zone);

    /// <summary>
    /// When clocks in the zone show the time. Of a time that they show twice it is the first; one that they skip is taken as if they had
    /// not been put forward yet, so that 02:30 becomes 03:30.
    /// </summary>
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone) => ToInstants(local, zone).First;

    /// <summary>The same, but of a time that clocks show twice the second.</summary>
    public static DateTimeOffset ToLastInstant(DateTime local, TimeZoneInfo zone) => ToInstants(local, zone).Last;

    /// <summary>Whether clocks in the zone ever show the time: they do not where they are put forward past it.</summary>
    public static bool IsShown(DateTime local, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(ToInstant(local, zone), zone).DateTime == DateTime.SpecifyKind(local, DateTimeKind.Unspecified);

    /// <summary>
    /// By the offsets before and after, of which the one, the other, both or neither lead to an instant at which they are in force. For
    /// zones that change their standard time instead of saving daylight (Dublin, Casablanca), <see cref="TimeZoneInfo.IsInvalidTime"/> and
    /// <see cref="TimeZoneInfo.IsAmbiguousTime(DateTime)"/> know of nothing.
    /// </summary>
    private static (DateTimeOffset First, DateTimeOffset Last) ToInstants(DateTime local, TimeZoneInfo zone)
    {
        var clock = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), TimeSpan.Zero);
        var before = With(zone.GetUtcOffset(clock.AddDays(-1)));
        var after = With(zone.GetUtcOffset(clock.AddDays(1)));
        return (IsInForce(before), IsInForce(after)) switch
        {
            (true, true) => (before, after),
            (false, true) => (after, after),
            _ => (before, before),
        };

        DateTimeOffset With(TimeSpan offset) => new(clock.DateTime, offset);

        bool IsInForce(DateTimeOffset instant) => zone.GetUtcOffset(instant) == instant.Offset;
    }
}
