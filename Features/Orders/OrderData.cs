using System.Runtime.CompilerServices;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Orders;

/// <summary>A user's orders with their histories. They are business records: erased is what the user wrote, and who changed them.</summary>
internal sealed class OrderData(DbSession db) : IPersonalData
{
    /// <summary>Stands in the history in place of a user who has gone.</summary>
    private const string Nobody = "deleted-account";

    public IReadOnlyList<PersonalTable> Tables { get; } =
    [
        new("orders", Kept: "What was ordered, for how much, and when, as bookkeeping asks; without the note, under an id that leads to an empty row."),
        new("order_history", Kept: "What became of the order, and when; without who, and without the lines of before. Staff stay named by their id."),
    ];

    public IEnumerable<PersonalList> Export(string userId, string version, CancellationToken stop) => [new("orders", ReadAsync(userId, version, stop))];

    public async Task<Erased> EraseAsync(string userId, int batch, CancellationToken stop)
    {
        var ids = await db.QueryAsync<string>($"{Sql.Some} {db.Dialect.Limit}", new { userId, limit = batch }, stop);
        if (ids.Count == 0)
        {
            return Erased.All;
        }

        await db.WriteAsync(
            async () =>
            {
                await db.ExecuteAsync(Sql.EraseHistory, new { userId, ids, Nobody });
                return await db.ExecuteAsync(Sql.Erase, new { ids });
            },
            stop);
        return Erased.Some;
    }

    private async IAsyncEnumerable<object> ReadAsync(
        string userId, string version, [EnumeratorCancellation] CancellationToken stop)
    {
        var (page, at) = (new Slice<Order>([], HasMore: true), -1L);
        while (page.HasMore)
        {
            page = await db.SliceAsync<Order>(
                $"{Sql.OfUser} {db.Dialect.Limit}",
                new { userId, at, limit = KeysetPages.Size + 1 },
                new(KeysetPages.Size, PageLimit.MaxBytes, Order.SizeOf),
                stop);
            foreach (var order in page.Rows)
            {
                // By themselves: those of a page together may be a thousand times as large as the page.
                var history = await db.QueryAsync<Entry>(Sql.History, new { order.Id }, stop);
                yield return new
                {
                    Order = OrderSync.Shape(order, version),
                    RemovedAt = order.RemovedAt?.ToTime(),
                    History = history.Select(entry => entry.ToItem(userId)),
                };
                at = order.Seq;
            }
        }
    }

    private sealed record Entry(long Version, long At, string Action, string Actor, string Via, string? Detail)
    {
        /// <summary>Who of staff it was is not the customer's to know.</summary>
        public object ToItem(string userId) => new
        {
            Version,
            At = At.ToTime(),
            Action,
            By = Actor == userId ? "you" : "staff",
            Via,
            Changes = Detail is null ? (System.Text.Json.JsonElement?)null : System.Text.Json.JsonElement.Parse(Detail),
        };
    }

    private static class Sql
    {
        public const string OfUser = $"SELECT {Order.Columns} FROM orders WHERE user_id = @userId AND seq > @at ORDER BY seq";

        public const string History = """
            SELECT version AS Version, changed_at AS At, action AS Action, actor AS Actor, via AS Via, detail AS Detail
            FROM order_history
            WHERE order_id = @Id
            ORDER BY version
            """;

        /// <summary>An erased order has left its feed, which is closed: so the next ones are found at once, however many there were.</summary>
        public const string Some = "SELECT id FROM orders WHERE user_id = @userId AND seq >= 0 ORDER BY seq";

        public const string Erase = "UPDATE orders SET note = NULL, seq = -1 WHERE id IN @ids";

        public const string EraseHistory = """
            UPDATE order_history SET detail = NULL, actor = CASE WHEN actor = @userId THEN @Nobody ELSE actor END WHERE order_id IN @ids
            """;
    }
}
