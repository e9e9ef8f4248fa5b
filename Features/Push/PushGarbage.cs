using Mobile.Features.Data;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Push;

/// <summary>Events that became pushes, or that nobody wanted to retry.</summary>
internal sealed class OldEvents(DbSession db, TimeProvider clock)
    : OldRows(db, clock, "outbox", "due_at", TimeSpan.FromDays(30), "state IN ('done', 'dead')");

internal sealed class OldBatches(DbSession db, TimeProvider clock) : OldRows(db, clock, "push_batches", "started_at", TimeSpan.FromDays(30));

internal sealed class OldInboxMessages(DbSession db, TimeProvider clock) : OldRows(db, clock, "inbox_messages", "received_at", TimeSpan.FromDays(30));

/// <summary>Pushes with what became of them. Those of a campaign go device by device, and its counts stay.</summary>
internal sealed class OldPushes(DbSession db, TimeProvider clock) : IGarbage
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    public string Name => "pushes";

    public Task<int> CollectAsync(int batch, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            var key = new { before = clock.UnixMilliseconds(ago: Lifetime), limit = batch };
            var ids = await db.QueryAsync<string>($"{Sql.OldestOfEvents} {db.Dialect.Limit}", key, stop);
            if (ids.Count > 0)
            {
                return await db.ExecuteAsync(Sql.DeleteDeliveries, new { ids }) + await db.ExecuteAsync(Sql.Delete, new { ids });
            }

            return (await db.QueryAsync<string>($"{Sql.OldestOfCampaigns} {db.Dialect.Limit}", new { key.before, limit = 1 }, stop)) is [var campaign]
                ? await CollectCampaignAsync(campaign, batch, stop)
                : 0;
        },
        stop);

    private async Task<int> CollectCampaignAsync(string campaign, int batch, CancellationToken stop)
    {
        var devices = await db.QueryAsync<string>($"{Sql.Devices} {db.Dialect.Limit}", new { campaign, limit = batch }, stop);
        return devices.Count > 0
            ? await db.ExecuteAsync(Sql.DeleteDeliveriesUpTo, new { campaign, last = devices[^1] })
            : await db.ExecuteAsync(Sql.Delete, new { ids = (string[])[campaign] });
    }

    private static class Sql
    {
        public const string OldestOfEvents = """
            SELECT id FROM pushes WHERE created_at < @before AND lane = 'event' ORDER BY created_at
            """;

        /// <summary>One that still waits, such as a campaign that was paused for all that time, is not old.</summary>
        public const string OldestOfCampaigns = """
            SELECT id FROM pushes
            WHERE created_at < @before AND lane = 'campaign' AND NOT EXISTS (
                SELECT 1 FROM push_counts
                WHERE push_counts.push_id = pushes.id AND push_counts.state IN ('queued', 'sending') AND push_counts.devices > 0)
            ORDER BY created_at
            """;

        public const string Devices = "SELECT device_id FROM deliveries WHERE push_id = @campaign ORDER BY device_id";
        public const string DeleteDeliveries = "DELETE FROM deliveries WHERE push_id IN @ids";
        public const string DeleteDeliveriesUpTo = "DELETE FROM deliveries WHERE push_id = @campaign AND device_id <= @last";
        public const string Delete = "DELETE FROM pushes WHERE id IN @ids";
    }
}
