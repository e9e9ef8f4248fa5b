using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Versions.Overview;

/// <summary>How often something happened beside the status (<see cref="Signal"/>): replays, problems by their code, deltas by how far behind the app was.</summary>
public static class SignalReport
{
    /// <param name="Signal"><c>replayed</c>, a problem's code, or one of <see cref="Sync.SyncLag"/>.</param>
    public sealed record HourOf(DateTimeOffset StartsAt, string Signal, long Requests);

    public sealed record TotalOf(string Signal, long Requests);

    public sealed class Handler(DbSession db, Staff staff)
    {
        /// <param name="from">Kept for two months; counts from the start of its hour.</param>
        /// <returns>In the order of time; an hour in which a signal was not seen is missing.</returns>
        public async Task<IReadOnlyList<HourOf>> HoursAsync(DateTimeOffset from, IReadOnlyCollection<string> signals, CancellationToken stop)
        {
            staff.MustBeStaff();
            var rows = await db.QueryAsync<Row>(Sql.Hours, new { from = TrafficHistory.Start(from, daily: false), signals }, stop);
            return [.. rows.Select(row => new HourOf(row.StartsAt.ToTime(), row.Signal, row.Requests))];
        }

        /// <returns>All signals, the most frequent first.</returns>
        public async Task<IReadOnlyList<TotalOf>> TotalsAsync(DateTimeOffset from, CancellationToken stop)
        {
            staff.MustBeStaff();
            var rows = await db.QueryAsync<Row>(Sql.Totals, new { from = TrafficHistory.Start(from, daily: false) }, stop);
            return [.. rows.Select(row => new TotalOf(row.Signal, row.Requests))];
        }
    }

    // Not by constructor: the columns of an empty answer have no types.
    private sealed record Row
    {
        public long StartsAt { get; init; }

        public string Signal { get; init; } = "";

        public long Requests { get; init; }
    }

    private static class Sql
    {
        public static readonly string Hours = $"""
            SELECT span AS StartsAt, signal AS Signal, CAST(SUM(requests) AS bigint) AS Requests
            FROM (
                SELECT starts_at - starts_at % {TrafficTime.Hour} AS span, signal, requests
                FROM {TrafficHistory.SignalsHourly}
                WHERE signal IN @signals) AS hours
            GROUP BY span, signal
            ORDER BY span, signal
            """;

        public const string Totals = $"""
            SELECT signal AS Signal, CAST(SUM(requests) AS bigint) AS Requests
            FROM {TrafficHistory.SignalsHourly}
            GROUP BY signal
            ORDER BY Requests DESC, signal
            """;
    }
}
