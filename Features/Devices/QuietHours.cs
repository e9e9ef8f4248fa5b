namespace Mobile.Features.Devices;

/// <summary>When a device wants to be left alone, by the clock where it is. They may span midnight; the two ends differ.</summary>
/// <param name="From">Minutes after midnight; the first that is quiet.</param>
/// <param name="To">Minutes after midnight; the first that is not quiet any more.</param>
public sealed record QuietHours(int From, int To)
{
    /// <summary>When the device may be disturbed again; null where it may be now.</summary>
    public DateTimeOffset? EndAfter(DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var minute = (local.Hour * 60) + local.Minute;
        if (!Contains(minute))
        {
            return null;
        }

        var end = local.Date.AddDays(minute < To ? 0 : 1).AddMinutes(To);
        var instant = LocalTime.ToInstant(end, zone);
        return instant > now ? instant : LocalTime.ToLastInstant(end, zone);
    }

    private bool Contains(int minute) => From < To ? minute >= From && minute < To : minute >= From || minute < To;
}
