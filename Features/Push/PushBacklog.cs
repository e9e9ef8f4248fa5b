using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Push;

/// <summary>What waits, for staff who wonder whether pushes leave. Who is sending tells <see cref="ListLeases"/>.</summary>
public static class PushBacklog
{
    /// <param name="PendingEvents">Of which nobody was told yet.</param>
    /// <param name="DeadEvents">Of which nobody will be told unless staff retry them.</param>
    /// <param name="QueuedDeliveries">Of events, whether due or in quiet hours.</param>
    public sealed record Backlog(PushLag Lag, long PendingEvents, long DeadEvents, long QueuedDeliveries);

    public sealed class Handler(DbSession db, PushLags lags, Staff staff)
    {
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public async Task<Backlog> GetAsync(CancellationToken stop)
        {
            staff.MustBeStaff();
            return new(
                await lags.ReadAsync(stop),
                await db.FindAsync<long>(Sql.Pending, null, stop),
                await db.FindAsync<long>(Sql.Dead, null, stop),
                await db.FindAsync<long>(Sql.Queued, null, stop));
        }
    }

    private static class Sql
    {
        public const string Pending = "SELECT CAST(COUNT(*) AS bigint) FROM outbox WHERE state = 'pending'";
        public const string Dead = "SELECT CAST(COUNT(*) AS bigint) FROM outbox WHERE state = 'dead'";
        public const string Queued = "SELECT CAST(COUNT(*) AS bigint) FROM deliveries WHERE state = 'queued' AND lane = 'event'";
    }
}
