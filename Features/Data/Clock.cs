namespace Mobile.Features.Data;

/// <summary>Times are Unix milliseconds in every column whose name ends in <c>_at</c>.</summary>
public static class Clock
{
    public static long UnixMilliseconds(this TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public static long UnixMilliseconds(this TimeProvider clock, TimeSpan ago) => (clock.GetUtcNow() - ago).ToUnixTimeMilliseconds();

    /// <summary>Does the work each time the interval is over, one at a time, until <paramref name="stop"/>.</summary>
    public static async Task EveryAsync(this TimeProvider clock, TimeSpan interval, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(interval, clock);
        while (await timer.WaitForNextTickAsync(stop))
        {
            await work(stop);
        }
    }

    public static DateTimeOffset ToTime(this long unixMilliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds);
}
