namespace Mobile.Features.Data;

/// <summary>Times are Unix milliseconds in every column whose name ends in <c>_at</c>.</summary>
public static class Clock
{
    public static long UnixMilliseconds(this TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public static long UnixMilliseconds(this TimeProvider clock, TimeSpan ago) => (clock.GetUtcNow() - ago).ToUnixTimeMilliseconds();

    public static DateTimeOffset ToTime(this long unixMilliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds);
}
