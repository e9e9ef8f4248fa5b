using Mobile.Features.Data;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Push;

/// <summary>A restored backup knows less than what was sent: whatever waits in it may have arrived, and is not sent again unless a person says so.</summary>
public sealed class PushRestore(DbSession db, Pushes pushes, DeliveryChanges deliveries, TimeProvider clock)
{
    /// <summary>Why a delivery or a batch is unknown.</summary>
    public const string Reason = "restored";

    private const string Failure = "The database was restored from a backup: it may have been told since.";

    public Task<Held> HoldAsync(CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            var now = clock.UnixMilliseconds();
            var events = await db.ExecuteAsync(Sql.HoldEvents, new { now, Failure });
            await db.ExecuteAsync(Sql.HoldBatches, new { now, Reason });
            var held = 0;
            foreach (var id in await db.QueryAsync<string>(Sql.Find, null, stop))
            {
                held += await DoubtAsync((await pushes.FindAsync(id, stop))!, stop);
            }

            return new Held(events, held);
        },
        stop);

    private async Task<int> DoubtAsync(StoredPush push, CancellationToken stop)
    {
        int part, devices = 0;
        while ((part = await deliveries.DoubtAsync(push, Reason, stop)) > 0)
        {
            devices += part;
        }

        return devices;
    }

    /// <param name="Events">Events that are dead letters now.</param>
    /// <param name="Deliveries">Deliveries that are unknown now.</param>
    public sealed record Held(int Events, int Deliveries);

    private static class Sql
    {
        public const string HoldEvents = "UPDATE outbox SET state = 'dead', settled_at = @now, failure = @Failure WHERE state = 'pending'";

        public const string HoldBatches = "UPDATE push_batches SET state = 'unknown', reason = @Reason, settled_at = @now WHERE state = 'sending'";

        public const string Find = "SELECT DISTINCT push_id FROM deliveries WHERE state IN ('queued', 'sending')";
    }
}
