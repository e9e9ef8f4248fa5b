using System.Text.Json;
using Mobile.Features.Data;

namespace Mobile.Features.Devices;

/// <summary>
/// Counts the devices for <see cref="DeviceCounts"/>: each minute while that is cheap, and never for more than a sixtieth of the time. Of
/// several nodes one counts; where it dies over it, another does after a while.
/// </summary>
internal sealed class DeviceCounting(Database database, TimeProvider clock)
{
    public const int Share = 60;

    public static readonly TimeSpan AtLeast = TimeSpan.FromMinutes(1);

    /// <summary>Far longer than counting takes.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <summary>What is due later than that was put off by a clock that was ahead.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Counts, unless the last count is new enough.</summary>
    /// <returns>Whether it counted.</returns>
    public async Task<bool> CountWhenDueAsync(CancellationToken stop)
    {
        var tooLate = clock.UnixMilliseconds(ago: -(LongestPause + ClockMonitor.Tolerance));
        var claim = new { now = clock.UnixMilliseconds(), until = clock.UnixMilliseconds(ago: -Lease), tooLate };
        if (await database.WriteAsync(unit => unit.ExecuteAsync(Sql.Claim, claim, CancellationToken.None), stop) == 0)
        {
            return false;
        }

        var (countedAt, started) = (clock.UnixMilliseconds(), clock.GetTimestamp());
        var counts = await database.ReadAsync(unit => CountAsync(unit.QueryAsync<Group>, clock, stop), stop);
        var pause = clock.GetElapsedTime(started) * Share;
        var row = new
        {
            countedAt,
            counts = JsonSerializer.Serialize(counts, DeviceCountsJson.Default.Counts),
            dueAt = clock.UnixMilliseconds(ago: -TimeSpan.FromTicks(Math.Clamp(pause.Ticks, AtLeast.Ticks, LongestPause.Ticks))),
        };
        await database.WriteAsync(unit => unit.ExecuteAsync(Sql.Write, row, CancellationToken.None), stop);
        return true;
    }

    /// <param name="query">On whichever connection.</param>
    public static async Task<DeviceCounts.Counts> CountAsync(
        Func<string, object?, CancellationToken, Task<IReadOnlyList<Group>>> query, TimeProvider clock, CancellationToken stop)
    {
        var today = clock.GetUtcNow().UtcDateTime.Date;
        var days = Enumerable.Range(1 - DeviceCounts.Days, DeviceCounts.Days).Select(day => new DateTimeOffset(today.AddDays(day), TimeSpan.Zero)).ToList();
        var since = new { since = days[0].ToUnixTimeMilliseconds() };
        var apps = await query(Sql.Apps, null, stop);
        var registered = (await query(Sql.Registered, since, stop)).ToDictionary(day => day.DayAt, day => day.Devices);
        var ended = (await query(Sql.Ended, since, stop)).ToDictionary(day => day.DayAt, day => day.Devices);
        var refused = await query(Sql.Refused, null, stop);
        return new(
            apps.Sum(app => app.Devices),
            [.. apps.GroupBy(app => app.Platform, StringComparer.Ordinal)
                .Select(platform => new DeviceCounts.OfPlatform(platform.Key, platform.Sum(app => app.Devices))).OrderByDescending(platform => platform.Devices)],
            [.. apps.Take(DeviceCounts.MaxApps).Select(app => new DeviceCounts.OfApp(app.Platform, app.AppVersion, app.Devices))],
            apps.Skip(DeviceCounts.MaxApps).Sum(app => app.Devices),
            [.. days.Select(day => (day, at: day.ToUnixTimeMilliseconds()))
                .Select(of => new DeviceCounts.OfDay(of.day, registered.GetValueOrDefault(of.at), ended.GetValueOrDefault(of.at)))],
            refused.Sum(all => all.Devices));
    }

    /// <summary>Of an app, or of a day.</summary>
    internal sealed class Group
    {
        public string Platform { get; init; } = "";

        public string AppVersion { get; init; } = "";

        public long DayAt { get; init; }

        public long Devices { get; init; }
    }

    private static class Sql
    {
        public const string Claim = "UPDATE device_counts SET due_at = @until WHERE due_at <= @now OR due_at > @tooLate";
        public const string Write = "UPDATE device_counts SET counted_at = @countedAt, counts = @counts, due_at = @dueAt";

        /// <summary>By the time, of whose index nothing else has to be read: 0.4 s instead of 4 for a million on SQLite.</summary>
        public const string Apps = """
            SELECT platform AS Platform, app_version AS AppVersion, COUNT(*) AS Devices
            FROM devices
            WHERE unregistered_at IS NULL AND last_seen_at >= 0
            GROUP BY app_version, platform
            ORDER BY COUNT(*) DESC, platform, app_version
            """;

        public const string Refused = "SELECT COUNT(*) AS Devices FROM devices WHERE unregistered_at IS NULL AND hub_refused_at IS NOT NULL";

        public const string Registered = """
            SELECT registered_at - registered_at % 86400000 AS DayAt, COUNT(*) AS Devices
            FROM devices
            WHERE registered_at >= @since
            GROUP BY registered_at - registered_at % 86400000
            """;

        public const string Ended = """
            SELECT unregistered_at - unregistered_at % 86400000 AS DayAt, COUNT(*) AS Devices
            FROM devices
            WHERE unregistered_at IS NOT NULL AND unregistered_at >= @since
            GROUP BY unregistered_at - unregistered_at % 86400000
            """;
    }
}
