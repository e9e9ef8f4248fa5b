using Mobile.Features.Data;

namespace Mobile.Features.Versions.Adoption;

/// <summary>
/// Counts the active devices for whoever asks (<see cref="ActiveCounts"/>), in the role worker: each minute where that is quick, and so seldom where
/// there are many that it never takes more than a sixtieth of the time. Of several nodes, the one that claims it counts.
/// </summary>
internal sealed class ActiveRollup(Database database, TimeProvider clock)
{
    public const string Name = "devices";

    private const int ShareOfTime = 60;

    /// <summary>After this, whoever claimed it has ended without having counted.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <summary>What is due later than that was put off by a clock that was ahead.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Counts, when it is time to.</summary>
    public async Task CountAsync(CancellationToken stop)
    {
        var now = clock.UnixMilliseconds();
        var tooLate = clock.UnixMilliseconds(ago: -(LongestPause + ClockMonitor.Tolerance));
        var lease = new { Name, now, until = now + (long)Lease.TotalMilliseconds, tooLate };
        if (await database.WriteAsync(unit => unit.ExecuteAsync(Sql.Claim, lease, CancellationToken.None), stop) == 0)
        {
            return;
        }

        // Many devices are counted in a while, in which nobody waits to write.
        var (db, started) = (new DbSession(database), clock.GetTimestamp());
        var versions = await ActiveNow.CountByVersionAsync(db, clock, stop);
        var apps = await ActiveNow.CountByOldestAppAsync(db, clock, stop);
        var pause = clock.GetElapsedTime(started) * ShareOfTime;
        var dueAt = clock.UnixMilliseconds(ago: -(pause < LongestPause ? pause : LongestPause));
        await database.WriteAsync(unit => KeepAsync(unit, now, dueAt, versions, apps), stop);
    }

    private static async Task<bool> KeepAsync(
        DbUnit unit, long countedAt, long dueAt, IReadOnlyList<ActiveDevicesOf> versions, IReadOnlyList<OldestAppsOf> apps)
    {
        await unit.ExecuteAsync(Sql.ForgetVersions, new { Name }, CancellationToken.None);
        await unit.ExecuteAsync(Sql.ForgetApps, new { Name }, CancellationToken.None);
        await unit.ExecuteAsync(
            Sql.AddVersion,
            versions.Select(row => new { countedAt, row.ApiVersion, row.Platform, row.AppVersion, row.Devices, row.Users }),
            CancellationToken.None);
        await unit.ExecuteAsync(
            Sql.AddApp,
            apps.Select(row => new { countedAt, row.Platform, row.AppVersionOrder, row.Devices, row.Queued, row.Users }),
            CancellationToken.None);
        return await unit.ExecuteAsync(Sql.Counted, new { Name, countedAt, dueAt }, CancellationToken.None) == 1;
    }

    private static class Sql
    {
        public const string Claim = """
            UPDATE active_rollups SET due_at = @until
            WHERE name = @Name AND (due_at <= @now OR due_at > @tooLate) AND counted_at <> @now
            """;

        public const string Counted = "UPDATE active_rollups SET counted_at = @countedAt, due_at = @dueAt WHERE name = @Name";

        public const string ForgetVersions = "DELETE FROM active_versions WHERE counted_at <> (SELECT counted_at FROM active_rollups WHERE name = @Name)";
        public const string ForgetApps = "DELETE FROM active_apps WHERE counted_at <> (SELECT counted_at FROM active_rollups WHERE name = @Name)";

        public const string AddVersion = """
            INSERT INTO active_versions (counted_at, api_version, platform, app_version, devices, users)
            VALUES (@countedAt, @ApiVersion, @Platform, @AppVersion, @Devices, @Users)
            """;

        public const string AddApp = """
            INSERT INTO active_apps (counted_at, platform, app_version_order, devices, queued, users)
            VALUES (@countedAt, @Platform, @AppVersionOrder, @Devices, @Queued, @Users)
            """;
    }
}
