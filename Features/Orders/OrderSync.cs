using Mobile.Features.Data;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Sync;

namespace Mobile.Features.Orders;

/// <summary>The orders of a user, as their apps keep a replica of them.</summary>
public sealed class OrderSync(DbSession db) : ISyncSource
{
    public const string Collection = "orders";

    public string Name => Collection;

    public string FeedOwner(string userId) => userId;

    public Type ItemType(string version) => version == "v1" ? typeof(OrderV1) : typeof(OrderV2);

    public async Task<Slice<Change>> ChangesAsync(string userId, SyncWindow window, int limit, string version, CancellationToken stop)
    {
        var sql = $"{(window.Fresh ? Sql.All : Sql.Changes)} {db.Dialect.Limit}";
        var orders = await db.SliceAsync<Order>(
            sql, new { userId, window.After, window.UpTo, limit = limit + 1 }, new(limit, PageLimit.MaxBytes, Order.SizeOf), stop);
        return new(
            [.. orders.Rows.Select(order => new Change(order.Seq, order.Id, order.RemovedAt is null ? Shape(order, version) : null, Order.SizeOf(order)))],
            orders.HasMore);
    }

    public Task<long?> FirstSinceAsync(string userId, long time, CancellationToken stop) =>
        db.FindAsync<long?>(Sql.FirstSince, new { userId, time }, stop);

    /// <summary>The order as a version's apps see it.</summary>
    public static object Shape(Order order, string version) => version == "v1" ? OrderV1.From(order) : OrderV2.From(order);

    private static class Sql
    {
        public const string Changes = $"""
            SELECT {Order.Columns} FROM orders WHERE user_id = @userId AND seq > @After AND seq <= @UpTo ORDER BY seq
            """;

        public const string All = $"""
            SELECT {Order.Columns} FROM orders WHERE user_id = @userId AND seq > @After AND seq <= @UpTo AND removed_at IS NULL ORDER BY seq
            """;

        public const string FirstSince = "SELECT MIN(seq) FROM orders WHERE user_id = @userId AND updated_at >= @time";
    }
}
