using Mobile.Features.Data;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Versions.Adoption;

/// <summary>
/// Who is active: a device that was seen in the last 28 days, on each API version that its present app has used. One whose app was updated
/// leaves v1 unless the new app calls it too; one that calls v1 but once a month stays. Counting a million takes seconds: what answers a
/// page is <see cref="ActiveCounts"/>.
/// </summary>
internal static class ActiveNow
{
    /// <summary>Stands for all versions, platforms and apps.</summary>
    public const string All = "all";

    public static readonly TimeSpan Window = TimeSpan.FromDays(28);

    /// <summary>A row of <see cref="All"/>, in which a device that uses two versions is one device; and one for each version of the API and of the app.</summary>
    public static async Task<IReadOnlyList<ActiveDevicesOf>> CountByVersionAsync(DbSession db, TimeProvider clock, CancellationToken stop)
    {
        var since = new { since = clock.UnixMilliseconds(ago: Window) };
        return [.. await db.QueryAsync<ActiveDevicesOf>(Sql.InAll, since, stop), .. await db.QueryAsync<ActiveDevicesOf>(Sql.ByVersion, since, stop)];
    }

    /// <summary>A row for each version that is the oldest app of a device, or of a user, on a platform.</summary>
    public static Task<IReadOnlyList<OldestAppsOf>> CountByOldestAppAsync(DbSession db, TimeProvider clock, CancellationToken stop) => db.QueryAsync<OldestAppsOf>(
        Sql.ByOldestApp, new { since = clock.UnixMilliseconds(ago: Window), today = TrafficTime.DayOf(clock.UnixMilliseconds()) }, stop);

    private static class Sql
    {
        /// <summary>
        /// To be followed by GROUP BY. Most devices are active, so that the table is read in its own order and not by the index of the
        /// time (+ 0): 1.6 s instead of 7.7 for a million.
        /// </summary>
        private const string From = """
            FROM active_devices d
            WHERE d.last_seen_at + 0 >= @since AND NOT EXISTS (
                SELECT 1 FROM active_devices later
                WHERE later.user_id = d.user_id AND later.device_id = d.device_id AND later.last_seen_at > d.last_seen_at
                    AND later.app_version <> d.app_version AND later.app_version_order IS NOT NULL)
            """;

        public const string InAll = $"""
            SELECT '{All}' AS ApiVersion, '{All}' AS Platform, '{All}' AS AppVersion, COUNT(*) AS Devices, COUNT(DISTINCT user_id) AS Users
            FROM (SELECT DISTINCT d.user_id, d.device_id {From}) AS active
            """;

        public const string ByVersion = $"""
            SELECT d.api_version AS ApiVersion, d.platform AS Platform, d.app_version AS AppVersion, COUNT(*) AS Devices, COUNT(DISTINCT d.user_id) AS Users
            {From}
            GROUP BY d.api_version, d.platform, d.app_version
            """;

        public const string ByOldestApp = $"""
            SELECT platform AS Platform, app AS AppVersionOrder, SUM(devices) AS Devices, SUM(queued) AS Queued, SUM(users) AS Users
            FROM (
                SELECT d.platform AS platform, COALESCE(MIN(d.app_version_order), '') AS app, 1 AS devices,
                    CASE WHEN MAX(d.queued_at) >= @today THEN 1 ELSE 0 END AS queued, 0 AS users
                {From}
                GROUP BY d.user_id, d.device_id, d.platform
                UNION ALL
                SELECT d.platform, COALESCE(MIN(d.app_version_order), ''), 0, 0, 1
                {From}
                GROUP BY d.user_id, d.platform) AS oldest
            GROUP BY platform, app
            """;
    }
}

/// <summary>The devices that are active on a version, and their users.</summary>
internal sealed record ActiveDevicesOf
{
    public string ApiVersion { get; init; } = "";

    public string Platform { get; init; } = "";

    public string AppVersion { get; init; } = "";

    public long Devices { get; init; }

    public long Users { get; init; }
}

/// <summary>The devices, and the users, of whose apps on the platform this is the oldest: so that those below a minimum add up.</summary>
internal sealed record OldestAppsOf
{
    public string Platform { get; init; } = "";

    /// <summary>Empty where the apps do not say which version they are.</summary>
    public string AppVersionOrder { get; init; } = "";

    public long Devices { get; init; }

    public bool IsUnknown => AppVersionOrder.Length == 0;

    /// <summary>Of the devices, those that have sent writes from their offline queue today.</summary>
    public long Queued { get; init; }

    public long Users { get; init; }

    public bool IsBelow(AppVersion version) => !IsUnknown && string.CompareOrdinal(AppVersionOrder, version.SortKey) < 0;
}
