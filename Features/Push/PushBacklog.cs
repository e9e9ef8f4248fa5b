using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Push;

/// <summary>What waits, and who is sending: for staff who wonder whether pushes leave.</summary>
public static class PushBacklog
{
    /// <param name="PendingEvents">Of which nobody was told yet.</param>
    /// <param name="DeadEvents">Of which nobody will be told unless staff retry them.</param>
    /// <param name="QueuedDeliveries">Of events, whether due or in quiet hours.</param>
    /// <param name="Workers">Those that hold leases; one whose lease has ended is gone.</param>
    public sealed record Backlog(PushLag Lag, long PendingEvents, long DeadEvents, long QueuedDeliveries, IReadOnlyList<Worker> Workers);

    /// <param name="LeasedUntil">The end of its oldest lease.</param>
    public sealed record Worker(string Name, long Batches, long Devices, DateTimeOffset LeasedUntil);

    public sealed class Handler(DbSession db, PushLags lags, Staff staff)
    {
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public async Task<Backlog> GetAsync(CancellationToken stop)
        {
            staff.MustBeStaff();
            var workers = await db.QueryAsync<WorkerRow>(Sql.Workers, null, stop);
            return new(
                await lags.ReadAsync(stop),
                await db.FindAsync<long>(Sql.Pending, null, stop),
                await db.FindAsync<long>(Sql.Dead, null, stop),
                await db.FindAsync<long>(Sql.Queued, null, stop),
                [.. workers.Select(row => new Worker(row.Name, row.Batches, row.Devices, row.LeasedUntil.ToTime()))]);
        }
    }

    private sealed class WorkerRow
    {
        public required string Name { get; init; }

        public long Batches { get; init; }

        public long Devices { get; init; }

        public long LeasedUntil { get; init; }
    }

    private static class Sql
    {
        public const string Pending = "SELECT CAST(COUNT(*) AS bigint) FROM outbox WHERE state = 'pending'";
        public const string Dead = "SELECT CAST(COUNT(*) AS bigint) FROM outbox WHERE state = 'dead'";
        public const string Queued = "SELECT CAST(COUNT(*) AS bigint) FROM deliveries WHERE state = 'queued' AND lane = 'event'";

        public const string Workers = """
            SELECT worker AS Name, CAST(COUNT(*) AS bigint) AS Batches, CAST(SUM(devices) AS bigint) AS Devices, MIN(leased_until) AS LeasedUntil
            FROM push_batches
            WHERE state = 'sending'
            GROUP BY worker
            ORDER BY worker
            """;
    }
}
