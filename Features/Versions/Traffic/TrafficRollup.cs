using Mobile.Features.Data;

namespace Mobile.Features.Versions.Traffic;

/// <summary>
/// Sums the minutes of each hour that is over, and the hours of each day. Up to where that is done stands in a row that is also the lock: of
/// several nodes one sums, and the next finds it done.
/// </summary>
internal sealed class TrafficRollup(Database database, TimeProvider clock)
{
    /// <summary>What a node has counted in an hour is written down within this time after it; far longer than a write may take.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <summary>Sums all that is over.</summary>
    public async Task RollUpAsync(CancellationToken stop)
    {
        while (await database.WriteAsync(unit => AdvanceAsync(unit, Resolution.Hour, clock.UnixMilliseconds(ago: Slack)), stop))
        {
        }

        while (await database.WriteAsync(unit => AdvanceDayAsync(unit), stop))
        {
        }
    }

    /// <summary>A day is over when its last hour has been summed.</summary>
    private static async Task<bool> AdvanceDayAsync(DbUnit unit) =>
        await AdvanceAsync(unit, Resolution.Day, await unit.FindAsync<long>(Sql.UpTo, new { Resolution.Hour.Name }, CancellationToken.None));

    /// <summary>Sums the next span before <paramref name="end"/> that has traffic.</summary>
    /// <returns>False when there is none.</returns>
    private static async Task<bool> AdvanceAsync(DbUnit unit, Resolution resolution, long end)
    {
        await unit.ExecuteAsync(Sql.Lock, new { resolution.Name }, CancellationToken.None);
        var upTo = await unit.FindAsync<long>(Sql.UpTo, new { resolution.Name }, CancellationToken.None);
        var first = await unit.FindAsync<long?>(resolution.First, new { upTo }, CancellationToken.None);
        var start = first is { } at ? Math.Max(upTo, at - at % resolution.Length) : end - end % resolution.Length;
        var isOver = first is not null && start + resolution.Length <= end;
        if (isOver)
        {
            await unit.ExecuteAsync(resolution.Sum, new { start, end = start + resolution.Length }, CancellationToken.None);
        }

        var done = isOver ? start + resolution.Length : Math.Min(start, end - end % resolution.Length);
        if (done > upTo)
        {
            await unit.ExecuteAsync(Sql.Advance, new { resolution.Name, done }, CancellationToken.None);
        }

        return isOver;
    }

    private sealed record Resolution(string Name, long Length, string From, string Into)
    {
        public static readonly Resolution Hour = new("hour", TrafficTime.Hour, "traffic_minutes", "traffic_hours");
        public static readonly Resolution Day = new("day", TrafficTime.Day, "traffic_hours", "traffic_days");

        public string First { get; } = $"SELECT MIN(starts_at) FROM {From} WHERE starts_at >= @upTo";

        public string Sum { get; } = $"""
            INSERT INTO {Into} (starts_at, api_version, platform, app_version, endpoint, status_class, requests)
            SELECT @start, api_version, platform, app_version, endpoint, status_class, SUM(requests)
            FROM {From}
            WHERE starts_at >= @start AND starts_at < @end
            GROUP BY api_version, platform, app_version, endpoint, status_class
            """;
    }

    private static class Sql
    {
        public const string Lock = "UPDATE traffic_rollups SET up_to_at = up_to_at WHERE resolution = @Name";
        public const string UpTo = "SELECT up_to_at FROM traffic_rollups WHERE resolution = @Name";
        public const string Advance = "UPDATE traffic_rollups SET up_to_at = @done WHERE resolution = @Name";
    }
}
