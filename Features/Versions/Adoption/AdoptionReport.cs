using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Versions.Adoption;

/// <summary>Who uses which version: shares of the requests over time, active devices, and who still calls what.</summary>
public static class AdoptionReport
{
    private const int MaxCallers = 500;

    /// <summary>By what the requests are told apart.</summary>
    public enum Grouping
    {
        ApiVersion,
        Platform,
        AppVersion,
        Endpoint,
        StatusClass,
    }

    /// <param name="By">The first three are quick for two years; the last two read each endpoint's rows, and are for a day or two.</param>
    /// <param name="ApiVersion">Null for all.</param>
    /// <param name="Platform">Null for all.</param>
    /// <param name="Daily">By the day (UTC), kept for two years; otherwise by the hour, kept for two months.</param>
    public sealed record Question(Grouping By, DateTimeOffset From, bool Daily = true, string? ApiVersion = null, string? Platform = null);

    /// <param name="Group">The API version, the platform, or platform and app version.</param>
    /// <param name="Share">Of all requests of that hour or day, from 0 to 1.</param>
    public sealed record Point(DateTimeOffset StartsAt, string Group, long Requests, double Share);

    /// <param name="CountedAt">Some minutes ago where there are many.</param>
    /// <param name="Devices">Active in the last 28 days; one that uses two API versions is one.</param>
    /// <param name="Versions">The most used first.</param>
    public sealed record Active(DateTimeOffset CountedAt, long Devices, long Users, IReadOnlyList<DevicesOf> Versions);

    /// <param name="Devices">Active in the last 28 days.</param>
    /// <param name="Share">Of all active devices, from 0 to 1; a device that uses two API versions counts for both.</param>
    public sealed record DevicesOf(string ApiVersion, string Platform, string AppVersion, long Devices, long Users, double Share);

    /// <param name="LastAt">The start of the latest day (UTC) on which it called, or the minute where that was just now.</param>
    public sealed record CallerOf(string Endpoint, string Platform, string AppVersion, long Requests, DateTimeOffset LastAt);

    public sealed class Handler(DbSession db, ActiveCounts active, Staff staff)
    {
        /// <returns>In the order of time, the greatest share first.</returns>
        public async Task<IReadOnlyList<Point>> SharesAsync(Question question, CancellationToken stop)
        {
            staff.MustBeStaff();
            var rows = await db.QueryAsync<ShareRow>(
                Sql.Shares(question.By, question.Daily),
                new { from = TrafficHistory.Start(question.From, question.Daily), question.ApiVersion, question.Platform },
                stop);
            return [.. rows.GroupBy(row => row.StartsAt).OrderBy(span => span.Key).SelectMany(Shares)];
        }

        public async Task<Active> DevicesAsync(CancellationToken stop)
        {
            staff.MustBeStaff();
            var counted = await active.ByVersionAsync(stop);
            var all = counted.Rows.Single(row => row.ApiVersion == ActiveNow.All);
            return new(
                counted.At,
                all.Devices,
                all.Users,
                [
                    .. counted.Rows.Where(row => row != all)
                        .OrderByDescending(row => row.Devices).ThenBy(row => (row.ApiVersion, row.Platform, row.AppVersion))
                        .Select(row => new DevicesOf(row.ApiVersion, row.Platform, row.AppVersion, row.Devices, row.Users, (double)row.Devices / all.Devices)),
                ]);
        }

        /// <summary>Which apps still call which endpoints of a version.</summary>
        /// <param name="from">Kept for three months; counts from the start of its day (UTC).</param>
        /// <returns>At most 500, the most frequent first.</returns>
        public async Task<IReadOnlyList<CallerOf>> CallersAsync(string apiVersion, DateTimeOffset from, CancellationToken stop)
        {
            staff.MustBeStaff();
            var rows = await db.QueryAsync<CallerRow>(
                $"{Sql.Callers} {db.Dialect.Limit}",
                new { from = TrafficHistory.Start(from, daily: true), apiVersion, limit = MaxCallers },
                stop);
            return [.. rows.Select(row => new CallerOf(row.Endpoint, row.Platform, row.AppVersion, row.Requests, row.LastAt.ToTime()))];
        }

        private static IEnumerable<Point> Shares(IGrouping<long, ShareRow> span)
        {
            var all = (double)span.Sum(row => row.Requests);
            return span.OrderByDescending(row => row.Requests).ThenBy(row => row.Group, StringComparer.Ordinal)
                .Select(row => new Point(span.Key.ToTime(), row.Group, row.Requests, row.Requests / all));
        }
    }

    // Not by constructor: the columns of an empty answer have no types.
    private sealed record ShareRow
    {
        public long StartsAt { get; init; }

        public string Qualifier { get; init; } = "";

        public string Name { get; init; } = "";

        public long Requests { get; init; }

        public string Group => Qualifier.Length == 0 ? Name : $"{Qualifier} {Name}";
    }

    private sealed record CallerRow
    {
        public string Endpoint { get; init; } = "";

        public string Platform { get; init; } = "";

        public string AppVersion { get; init; } = "";

        public long Requests { get; init; }

        public long LastAt { get; init; }
    }

    private static class Sql
    {
        public static readonly string Callers = $"""
            SELECT endpoint AS Endpoint, platform AS Platform, app_version AS AppVersion, CAST(SUM(requests) AS bigint) AS Requests, MAX(starts_at) AS LastAt
            FROM {TrafficHistory.CallersDaily}
            WHERE api_version = @apiVersion
            GROUP BY endpoint, platform, app_version
            ORDER BY Requests DESC, endpoint, platform, app_version
            """;

        public static string Shares(Grouping by, bool daily)
        {
            var (qualifier, name) = by switch
            {
                Grouping.ApiVersion => ("''", "api_version"),
                Grouping.Platform => ("''", "platform"),
                Grouping.Endpoint => ("''", "endpoint"),
                Grouping.StatusClass => ("''", "status_class"),
                _ => ("platform", "app_version"),
            };
            var source = (by is Grouping.Endpoint or Grouping.StatusClass, daily) switch
            {
                (true, true) => TrafficHistory.Daily,
                (true, false) => TrafficHistory.Hourly,
                (false, true) => TrafficHistory.AppsDaily,
                (false, false) => TrafficHistory.AppsHourly,
            };
            var span = daily ? TrafficTime.Day : TrafficTime.Hour;
            return $"""
                SELECT span AS StartsAt, qualifier AS Qualifier, name AS Name, CAST(SUM(requests) AS bigint) AS Requests
                FROM (
                    SELECT starts_at - starts_at % {span} AS span, {qualifier} AS qualifier, {name} AS name, requests
                    FROM {source}
                    WHERE (@ApiVersion IS NULL OR api_version = @ApiVersion) AND (@Platform IS NULL OR platform = @Platform)) AS grouped
                GROUP BY span, qualifier, name
                """;
        }
    }
}
