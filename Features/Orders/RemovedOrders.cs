using Mobile.Features.Data;
using Mobile.Features.Pipeline.Garbage;
using Mobile.Features.Sync;

namespace Mobile.Features.Orders;

/// <summary>The tombstones of removed orders, with their history. A feed whose tombstone goes is complete from there on only, and says so.</summary>
internal sealed class RemovedOrders(DbSession db, Feed feed, TimeProvider clock) : IGarbage
{
    public string Name => "removed orders";

    public Task<int> CollectAsync(int batch, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            var before = clock.UnixMilliseconds(ago: Tombstones.Lifetime);
            var rows = await db.QueryAsync<Row>($"{Sql.Find} {db.Dialect.Limit}", new { before, limit = batch }, stop);
            if (rows.Count == 0)
            {
                return 0;
            }

            foreach (var owner in rows.GroupBy(row => row.UserId, StringComparer.Ordinal).OrderBy(owner => owner.Key, StringComparer.Ordinal))
            {
                await feed.RaiseFloorAsync(owner.Key, owner.Max(row => row.Seq));
            }

            var ids = rows.Select(row => row.Id).ToList();
            await db.ExecuteAsync(OrderHistory.Forget, new { ids });
            return await db.ExecuteAsync(Sql.Delete, new { ids });
        },
        stop);

    private sealed record Row(string Id, string UserId, long Seq);

    private static class Sql
    {
        public const string Find = "SELECT id AS Id, user_id AS UserId, seq AS Seq FROM orders WHERE removed_at < @before ORDER BY removed_at";
        public const string Delete = "DELETE FROM orders WHERE id IN @ids";
    }
}
