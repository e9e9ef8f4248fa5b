using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Fields;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Sync;

namespace Mobile.Features.Orders;

/// <summary>The caller's orders, newest first; or what has changed in them.</summary>
public static class ListOrders
{
    public static void Map(ApiVersions api)
    {
        api.V1.MapGet("/orders", async Task<PageResult<OrderV1>> (PageRequest page, Handler handler, CancellationToken stop) =>
                (await handler.ListAsync(page, stop)).Answer(OrderV1.From))
            .WithSummary("List orders")
            .WithPaging(OrderSync.Collection, max: 100)
            .WithFields<OrderV1>(list: "items")
            .WithDelta<OrderV1>();

        api.V2.MapGet("/orders", async Task<PageResult<OrderV2>> (PageRequest page, Handler handler, CancellationToken stop) =>
                (await handler.ListAsync(page, stop)).Answer(OrderV2.From))
            .WithSummary("List orders")
            .WithPaging(OrderSync.Collection, max: 100)
            .WithFields<OrderV2>(list: "items")
            .WithDelta<OrderV2>();
    }

    public sealed class Handler(DbSession db, Feed feed, SyncTokens syncTokens, Caller caller)
    {
        public async Task<Page<Order>> ListAsync(PageRequest page, CancellationToken stop)
        {
            var seq = page.Seq ?? await feed.LastAsync(caller.UserId, stop);
            var rows = await db.SliceAsync<Order>(
                $"{Sql.Newest} {db.Dialect.Limit}",
                new { caller.UserId, page.After.At, page.After.Id, limit = page.Limit + 1 },
                new(page.Limit, PageLimit.MaxBytes, Order.SizeOf),
                stop);
            return Page<Order>.Of(
                rows, seq, syncTokens.Seal(OrderSync.Collection, caller.UserId, SyncPoint.At(seq)), order => new(order.PlacedAt, order.Id));
        }
    }

    private static class Sql
    {
        public const string Newest = $"""
            SELECT {Order.Columns}
            FROM orders
            WHERE user_id = @UserId AND placed_at <= @At AND (placed_at < @At OR id < @Id) AND removed_at IS NULL AND {Feed.IsOpen}
            ORDER BY placed_at DESC, id DESC
            """;
    }
}
