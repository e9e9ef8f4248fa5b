using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Versions.Adoption;

/// <summary>Whom a minimum version would refuse, before it is set.</summary>
public static class PreviewMinimum
{
    /// <param name="ActiveDevices">Of the platform, in the last 28 days.</param>
    /// <param name="Devices">Of these, those below the minimum.</param>
    /// <param name="Users">To whom they belong.</param>
    /// <param name="DevicesWithQueuedWrites">Those that have sent writes from their offline queue today: what they queued before the change still lands.</param>
    /// <param name="DevicesOfUnknownVersion">Those that do not say which version they have: they are not refused.</param>
    public sealed record Impact(long ActiveDevices, long Devices, long Users, long DevicesWithQueuedWrites, long DevicesOfUnknownVersion)
    {
        /// <summary>So many that it may be a slip of the hand, such as 32.0 for 3.2.0: more than a fifth of those that say which version they have.</summary>
        public bool RefusesMany => Devices * 5 > ActiveDevices - DevicesOfUnknownVersion;
    }

    public sealed class Handler(DbSession db, Staff staff, TimeProvider clock)
    {
        /// <param name="platform"><c>ios</c> or <c>android</c>.</param>
        public async Task<Outcome<Impact>> PreviewAsync(string platform, string minimumVersion, CancellationToken stop)
        {
            staff.MustBe(Staff.Viewer, Staff.Release);
            if (AppPlatforms.Parse(platform) is AppPlatform.Other)
            {
                return VersionProblems.Invalid("platform", AppPlatforms.Form);
            }

            return AppVersion.TryParse(minimumVersion, out var minimum)
                ? await CountAsync(AppPlatforms.Parse(platform), minimum, stop)
                : VersionProblems.Invalid("minimumVersion", AppVersion.Form);
        }

        internal async Task<Impact> CountAsync(AppPlatform platform, AppVersion minimum, CancellationToken stop)
        {
            return (await db.FindAsync<Impact>(
                Sql.Count,
                new
                {
                    since = clock.UnixMilliseconds(ago: ActiveNow.Window),
                    platform = platform.Name(),
                    minimum = minimum.SortKey,
                    today = TrafficTime.DayOf(clock.UnixMilliseconds()),
                },
                stop))!;
        }
    }

    private static class Sql
    {
        /// <summary>A device that uses two versions of the API counts once, as the older of its apps.</summary>
        public static readonly string Count = $"""
            SELECT CAST(COUNT(*) AS bigint) AS ActiveDevices,
                CAST(COUNT(CASE WHEN app < @minimum THEN 1 END) AS bigint) AS Devices,
                CAST(COUNT(DISTINCT CASE WHEN app < @minimum THEN user_id END) AS bigint) AS Users,
                CAST(COUNT(CASE WHEN app < @minimum AND queued_at >= @today THEN 1 END) AS bigint) AS DevicesWithQueuedWrites,
                CAST(COUNT(CASE WHEN app IS NULL THEN 1 END) AS bigint) AS DevicesOfUnknownVersion
            FROM (
                SELECT d.user_id AS user_id, MIN(d.app_version_order) AS app, MAX(d.queued_at) AS queued_at
                {ActiveNow.From}
                AND d.platform = @platform
                GROUP BY d.user_id, d.device_id) AS devices
            """;
    }
}
