namespace Mobile.Features.Versions.Traffic;

/// <summary>The resolutions of the traffic, in UTC and Unix milliseconds.</summary>
public static class TrafficTime
{
    public const long Minute = 60_000;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;

    public static long MinuteOf(long at) => at - at % Minute;

    public static long HourOf(long at) => at - at % Hour;

    public static long DayOf(long at) => at - at % Day;
}
