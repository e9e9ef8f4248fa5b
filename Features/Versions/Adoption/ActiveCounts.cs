using Mobile.Features.Data;

namespace Mobile.Features.Versions.Adoption;

/// <summary>
/// The active devices as <see cref="ActiveRollup"/> has last counted them, and when that was, however long ago. Where nobody has ever
/// counted, as in a fresh installation or one without the role worker, they are counted now.
/// </summary>
public sealed class ActiveCounts(DbSession db, TimeProvider clock)
{
    /// <summary>Also a row of <see cref="ActiveNow.All"/>.</summary>
    internal Task<Counted<ActiveDevicesOf>> ByVersionAsync(CancellationToken stop) => ReadAsync(Sql.ByVersion, ActiveNow.CountByVersionAsync, stop);

    internal Task<Counted<OldestAppsOf>> ByOldestAppAsync(CancellationToken stop) => ReadAsync(Sql.ByOldestApp, ActiveNow.CountByOldestAppAsync, stop);

    private async Task<Counted<T>> ReadAsync<T>(
        string sql, Func<DbSession, TimeProvider, CancellationToken, Task<IReadOnlyList<T>>> count, CancellationToken stop)
    {
        var countedAt = await db.FindAsync<long>(Sql.CountedAt, new { ActiveRollup.Name }, stop);
        return countedAt > 0
            ? new(countedAt.ToTime(), await db.QueryAsync<T>(sql, new { countedAt }, stop))
            : new(clock.GetUtcNow(), await count(db, clock, stop));
    }

    private static class Sql
    {
        public const string CountedAt = "SELECT counted_at FROM active_rollups WHERE name = @Name";

        public const string ByVersion = """
            SELECT api_version AS ApiVersion, platform AS Platform, app_version AS AppVersion, devices AS Devices, users AS Users
            FROM active_versions WHERE counted_at = @countedAt
            """;

        public const string ByOldestApp = """
            SELECT platform AS Platform, app_version_order AS AppVersionOrder, devices AS Devices, queued AS Queued, users AS Users
            FROM active_apps WHERE counted_at = @countedAt
            """;
    }
}

/// <param name="At">When it was counted.</param>
internal sealed record Counted<T>(DateTimeOffset At, IReadOnlyList<T> Rows);
