using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Versions.Traffic;

/// <summary>Up to when traffic has been summed. A sum that stays behind tells that no worker runs, or that it fails.</summary>
public static class ListRollups
{
    /// <param name="Resolution">What is summed: <c>hour</c>, <c>day</c>.</param>
    /// <param name="UpTo">Null while nothing was.</param>
    public sealed record Rollup(string Resolution, DateTimeOffset? UpTo);

    public sealed class Handler(DbSession db, Staff staff)
    {
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public async Task<IReadOnlyList<Rollup>> ListAsync(CancellationToken stop)
        {
            staff.MustBeStaff();
            var rows = await db.QueryAsync<Row>(Sql.List, null, stop);
            return [.. rows.Select(row => new Rollup(row.Resolution, row.UpTo == 0 ? null : row.UpTo.ToTime()))];
        }
    }

    private sealed record Row(string Resolution, long UpTo);

    private static class Sql
    {
        public const string List = "SELECT resolution AS Resolution, up_to_at AS UpTo FROM traffic_rollups ORDER BY resolution";
    }
}
