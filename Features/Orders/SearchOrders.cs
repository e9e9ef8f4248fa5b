using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Profile;

namespace Mobile.Features.Orders;

/// <summary>The orders of all users for staff, newest first, page by page; also those that their customers have removed, until they are collected.</summary>
public static class SearchOrders
{
    /// <summary>The start of an order id tells its time: so many digits are a minute, and fewer would be a day or more.</summary>
    public const int MinIdStart = 8;

    private const int MaxLimit = 100;

    /// <summary>With which no id begins.</summary>
    private const string NoId = "~";

    /// <param name="Text">
    /// A user id, the start of a customer's name or e-mail address, or at least <see cref="MinIdStart"/> digits of an order id; null for all.
    /// </param>
    /// <param name="Status">Only those in it; null for all.</param>
    /// <param name="From">The earliest time at which they were placed.</param>
    /// <param name="To">The first time that is too late.</param>
    /// <param name="After">The next of the page before; null for the first page.</param>
    public sealed record Query(
        string? Text = null, string? Status = null, DateTimeOffset? From = null, DateTimeOffset? To = null, Position? After = null, int Limit = 20);

    /// <param name="Next">Null on the last page.</param>
    /// <param name="HasMoreCustomers">More customers than <see cref="UserDirectory.MaxFound"/> are meant by the text: only the orders of so many are shown.</param>
    public sealed record Page(IReadOnlyList<Item> Items, Position? Next, bool HasMoreCustomers);

    /// <param name="RemovedAt">Since when its customer does not see it any more.</param>
    public sealed record Item(
        string Id, UserName Customer, string Status, Money Total, DateTimeOffset PlacedAt, DateTimeOffset UpdatedAt, DateTimeOffset? RemovedAt, long Version);

    public sealed class Handler(DbSession db, UserDirectory users, Staff staff, StaffViews views)
    {
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public async Task<Page> SearchAsync(Query query, CancellationToken stop)
        {
            staff.MustBeStaff();
            if (query.Status is not null && !OrderStatus.All.Contains(query.Status, StringComparer.Ordinal))
            {
                return new([], null, false);
            }

            var limit = Math.Clamp(query.Limit, 1, MaxLimit);
            var (at, id) = query.After ?? new Position(query.To?.ToUnixTimeMilliseconds() ?? long.MaxValue, query.To is null ? Position.Start.Id : "");
            var since = query.From?.ToUnixTimeMilliseconds() ?? 0;
            if (query.Text?.Trim() is not { Length: > 0 } text)
            {
                var newest = await db.QueryAsync<Order>(
                    Sql.Newest(db.Dialect, query.Status), new { since, at, id, limit = limit + 1 }, stop);
                return await PageAsync(newest, limit, areMore: false, stop);
            }

            var found = await users.FindAsync(text, stop);
            await views.NoteSearchAsync(found.Ids, stop);
            var start = new Prefix(IsIdStart(text) ? text.ToLowerInvariant() : NoId, db.Dialect);
            var rows = await db.QueryAsync<Order>(
                Sql.Matching(db.Dialect, query.Status, found.Ids.Count > 0),
                new { found.Ids, start.From, start.To, query.Status, since, at, id, limit = limit + 1 },
                stop);
            return await PageAsync(rows, limit, found.AreMore, stop);
        }

        private async Task<Page> PageAsync(IReadOnlyList<Order> rows, int limit, bool areMore, CancellationToken stop)
        {
            var customers = await users.NamesAsync(rows.Select(order => order.UserId), stop);
            var items = rows.Take(limit).Select(order => ToItem(order, customers[order.UserId]));
            return new([.. items], rows.Count > limit ? new Position(rows[limit - 1].PlacedAt, rows[limit - 1].Id) : null, areMore);
        }

        private static bool IsIdStart(string text) => text.Length >= MinIdStart && text.All(char.IsAsciiHexDigit);
    }

    internal static Item ToItem(Order order, UserName customer) => new(
        order.Id, customer, order.Status, new(order.TotalMinor, order.Currency), order.PlacedAt.ToTime(), order.UpdatedAt.ToTime(), order.RemovedAt?.ToTime(), order.Version);

    private static class Sql
    {
        private const string Orders = $"SELECT {Order.Columns} FROM orders";
        private const string Paged = "placed_at >= @since AND placed_at <= @at AND (placed_at < @at OR id < @id)";
        private const string NewestFirst = "ORDER BY placed_at DESC, id DESC";

        /// <summary>The newest of each status, merged: so one index serves all statuses together and each by itself.</summary>
        public static string Newest(ISqlDialect dialect, string? status) => status is not null
            ? NewestOf(dialect, status)
            : $"""
               SELECT * FROM ({string.Join(" UNION ALL ", OrderStatus.All.Select(each => $"SELECT * FROM ({NewestOf(dialect, each)}) AS {each}"))}) AS newest
               ORDER BY PlacedAt DESC, Id DESC {dialect.Limit}
               """;

        /// <summary>There are few, and they are found by whose they are or by their id: COALESCE and + 0 keep the other indexes out of it.</summary>
        public static string Matching(ISqlDialect dialect, string? status, bool ofUsers) => $"""
            {Orders}
            WHERE ({(ofUsers ? "user_id IN @Ids OR " : "")}(id >= @From AND id < @To)) {(status is null ? "" : "AND COALESCE(status, '') = @Status")}
                AND placed_at + 0 >= @since AND placed_at + 0 <= @at AND (placed_at + 0 < @at OR id < @id)
            {NewestFirst} {dialect.Limit}
            """;

        private static string NewestOf(ISqlDialect dialect, string status) => $"{Orders} WHERE status = '{status}' AND {Paged} {NewestFirst} {dialect.Limit}";
    }
}
