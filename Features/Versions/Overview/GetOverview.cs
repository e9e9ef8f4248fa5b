using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Versions.Adoption;
using Mobile.Features.Versions.Policy;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Versions.Overview;

/// <summary>What staff look at first: today's requests and how they ended, the active devices, and the versions in use.</summary>
public static class GetOverview
{
    /// <param name="From">The start of the hour from which the requests are counted.</param>
    /// <param name="Hours">The oldest first; an hour without any request is missing.</param>
    public sealed record Picture(
        DateTimeOffset From, Today Today, IReadOnlyList<HourOf> Hours, ActiveDevices Active, IReadOnlyList<ApiOf> Apis, IReadOnlyList<AppOf> Apps);

    /// <param name="Refused">Answered 4xx.</param>
    /// <param name="Failed">Answered 5xx.</param>
    /// <param name="Replayed">Answered with the stored reply of an idempotency key.</param>
    public sealed record Today(long Requests, long Refused, long Failed, long Replayed)
    {
        /// <summary>Of all requests, from 0 to 1.</summary>
        public double FailureRate => Requests == 0 ? 0 : (double)Failed / Requests;

        public double ReplayRate => Requests == 0 ? 0 : (double)Replayed / Requests;
    }

    public sealed record HourOf(DateTimeOffset StartsAt, long Requests, long Refused, long Failed);

    /// <param name="CountedAt">Some minutes ago where there are many.</param>
    /// <param name="Devices">Active in the last 28 days.</param>
    public sealed record ActiveDevices(DateTimeOffset CountedAt, long Devices, long Users);

    /// <param name="Status">One of <see cref="ApiStatus"/>.</param>
    /// <param name="Share">Of all requests, from 0 to 1.</param>
    /// <param name="Devices">Active on it in the last 28 days; a device that uses two versions counts for both.</param>
    public sealed record ApiOf(string Version, string Status, DateTimeOffset? SunsetAt, long Requests, double Share, long Devices);

    /// <param name="Versions">How many versions of the app are in use on the platform.</param>
    /// <param name="MostUsed">The one with the most active devices; null where nobody is active.</param>
    /// <param name="Devices">Active in the last 28 days.</param>
    /// <param name="OutdatedDevices">Of these, those below the recommended version.</param>
    public sealed record AppOf(string Platform, string? Minimum, string? Recommended, int Versions, string? MostUsed, long Devices, long OutdatedDevices);

    public sealed class Handler(DbSession db, ActiveCounts active, Staff staff, TimeProvider clock)
    {
        /// <param name="from">Where the day of whoever looks began.</param>
        public async Task<Picture> GetAsync(DateTimeOffset from, CancellationToken stop)
        {
            staff.MustBeStaff();
            var since = new { from = TrafficHistory.Start(from, daily: false), replayed = Signal.Replayed.Name };
            var rows = await db.QueryAsync<Row>(Sql.Hours, since, stop);
            var replayed = await db.FindAsync<long>(Sql.Replayed, since, stop);
            var policy = await PolicyRows.ReadAsync(db, clock.UnixMilliseconds(), stop);
            var counted = await active.ByVersionAsync(stop);
            var oldest = (await active.ByOldestAppAsync(stop)).Rows;
            var (all, apps) = (counted.Rows.Single(row => row.ApiVersion == ActiveNow.All), counted.Rows.Where(row => row.ApiVersion != ActiveNow.All).ToList());
            var today = new Today(rows.Sum(row => row.Requests), rows.Sum(row => row.Refused), rows.Sum(row => row.Failed), replayed);
            return new(
                since.from.ToTime(),
                today,
                [.. rows.GroupBy(row => row.StartsAt).OrderBy(hour => hour.Key).Select(HourAt)],
                new(counted.At, all.Devices, all.Users),
                [.. policy.Versions.Select(version => Api(version, rows, today.Requests, apps))],
                [.. new[] { AppPlatform.Ios, AppPlatform.Android }.Select(platform => App(platform, policy.Of(platform), apps, oldest))]);
        }

        private static HourOf HourAt(IGrouping<long, Row> hour) =>
            new(hour.Key.ToTime(), hour.Sum(row => row.Requests), hour.Sum(row => row.Refused), hour.Sum(row => row.Failed));

        private static ApiOf Api(ApiLifecycle version, IReadOnlyList<Row> rows, long all, List<ActiveDevicesOf> apps)
        {
            var requests = rows.Where(row => row.ApiVersion == version.Version).Sum(row => row.Requests);
            return new(
                version.Version,
                version.Status,
                version.SunsetAt,
                requests,
                all == 0 ? 0 : (double)requests / all,
                apps.Where(row => row.ApiVersion == version.Version).Sum(row => row.Devices));
        }

        private static AppOf App(AppPlatform platform, AppRelease? release, List<ActiveDevicesOf> apps, IReadOnlyList<OldestAppsOf> oldest)
        {
            var devices = oldest.Where(row => row.Platform == platform.Name()).ToList();
            var versions = apps.Where(row => row.Platform == platform.Name()).GroupBy(row => row.AppVersion, StringComparer.Ordinal).ToList();
            return new(
                platform.Name(),
                release?.Minimum?.ToString(),
                release?.Recommended?.ToString(),
                versions.Count,
                versions.MaxBy(version => version.Sum(row => row.Devices))?.Key,
                devices.Sum(row => row.Devices),
                release?.Recommended is { } recommended ? devices.Where(row => row.IsBelow(recommended)).Sum(row => row.Devices) : 0);
        }
    }

    // Not by constructor: the columns of an empty answer have no types.
    private sealed record Row
    {
        public long StartsAt { get; init; }

        public string ApiVersion { get; init; } = "";

        public long Requests { get; init; }

        public long Refused { get; init; }

        public long Failed { get; init; }
    }

    private static class Sql
    {
        public static readonly string Hours = $"""
            SELECT span AS StartsAt, api_version AS ApiVersion,
                CAST(SUM(requests) AS bigint) AS Requests, CAST(SUM(refused) AS bigint) AS Refused, CAST(SUM(failed) AS bigint) AS Failed
            FROM (SELECT starts_at - starts_at % {TrafficTime.Hour} AS span, api_version, requests, refused, failed FROM {TrafficHistory.AppsHourly}) AS hours
            GROUP BY span, api_version
            """;

        public const string Replayed = $"SELECT CAST(COALESCE(SUM(requests), 0) AS bigint) FROM {TrafficHistory.SignalsHourly} WHERE signal = @replayed";
    }
}
