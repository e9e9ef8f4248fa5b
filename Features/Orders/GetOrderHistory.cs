using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Privacy;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Profile;

namespace Mobile.Features.Orders;

/// <summary>One order for staff: what became of it, by whom and through which version, and what the apps of each version see of it.</summary>
public static class GetOrderHistory
{
    private const int PageSize = 50;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="Entries">The latest first.</param>
    /// <param name="Next">Where the page of earlier entries begins; null on the last one.</param>
    /// <param name="IsWhole">False for an order that was placed before histories were kept.</param>
    /// <param name="Lines">None of an order that its customer has removed.</param>
    /// <param name="Views">Those of the oldest version first; none of an order that its customer has removed.</param>
    public sealed record Details(
        SearchOrders.Item Order,
        string? Note,
        IReadOnlyList<Entry> Entries,
        Position? Next,
        bool IsWhole,
        IReadOnlyList<OrderLine> Lines,
        IReadOnlyList<View> Views);

    /// <param name="Action">One of <see cref="OrderStatus"/> or <see cref="OrderActions"/>.</param>
    /// <param name="Via">A version of the API, or <see cref="OrderActions.Dashboard"/>.</param>
    /// <param name="Difference">Null where there is nothing to compare: it was placed, or removed.</param>
    public sealed record Entry(long Version, DateTimeOffset At, string Action, UserName Actor, string Via, OrderDifference? Difference);

    /// <param name="Json">Indented.</param>
    public sealed record View(string Version, string Json);

    public sealed class Handler(DbSession db, UserDirectory users, Staff staff, StaffViews views, IOptions<JsonOptions> json)
    {
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public Task<Outcome<Details>> GetAsync(string id, CancellationToken stop) => GetAsync(id, after: null, stop);

        /// <param name="after">The next of the page before; null for the latest entries.</param>
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public async Task<Outcome<Details>> GetAsync(string id, Position? after, CancellationToken stop)
        {
            staff.MustBeStaff();
            if (await db.FindAsync<Order>(Sql.Find, new { id }, stop) is not { } order)
            {
                return OrderProblems.OrderNotFound;
            }

            await views.NoteAsync("order-viewed", $"{AuditData.SubjectOf(order.UserId)}/order/{id}", stop);
            var page = await db.SliceAsync<Row>(
                $"{Sql.History} {db.Dialect.Limit}",
                new { id, before = after?.At ?? long.MaxValue, limit = PageSize + 1 },
                new(PageSize, PageLimit.MaxBytes, row => row.Detail?.Length ?? 0),
                stop);
            var rows = page.Rows;
            var names = await users.NamesAsync(rows.Select(row => row.Actor).Append(order.UserId), stop);
            return new Details(
                SearchOrders.ToItem(order, names[order.UserId]),
                order.Note,
                [.. rows.Select(row => row.ToEntry(names[row.Actor]))],
                page.HasMore ? new Position(rows[^1].Version, order.Id) : null,
                await db.FindAsync<long?>(Sql.Beginning, new { id, OrderStatus.Placed }, stop) is not null,
                order.RemovedAt is null ? order.Lines : [],
                order.RemovedAt is null ? [.. ApiVersions.Names.Select(version => new View(version, Write(OrderSync.Shape(order, version))))] : []);
        }

        private string Write(object shape) =>
            JsonSerializer.SerializeToNode(shape, shape.GetType(), json.Value.SerializerOptions)!.ToJsonString(Indented);
    }

    private sealed record Row(long Version, long At, string Action, string Actor, string Via, string? Detail)
    {
        public Entry ToEntry(UserName actor) => new(
            Version, At.ToTime(), Action, actor, Via, Detail is null ? null : JsonSerializer.Deserialize(Detail, OrderDifferenceJson.Default.OrderDifference));
    }

    private static class Sql
    {
        public const string Find = $"SELECT {Order.Columns} FROM orders WHERE id = @id";

        public const string History = """
            SELECT version AS Version, changed_at AS At, action AS Action, actor AS Actor, via AS Via, detail AS Detail
            FROM order_history
            WHERE order_id = @id AND version < @before
            ORDER BY version DESC
            """;

        public const string Beginning = "SELECT MIN(version) FROM order_history WHERE order_id = @id AND action = @Placed";
    }
}
