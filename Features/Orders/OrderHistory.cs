using System.Text.Json;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Orders;

/// <summary>What became of each order: a row for each of its versions, written with it and kept as long.</summary>
public sealed class OrderHistory(DbSession db, Caller caller)
{
    /// <summary>An order that has so many versions is amended no more: each is stored, exported and shown. It can still be shipped, cancelled and removed.</summary>
    public const int MaxAmended = 200;

    /// <summary>Takes a row as <see cref="Placed"/> makes one.</summary>
    public const string Insert = """
        INSERT INTO order_history (order_id, version, changed_at, action, actor, via, detail)
        VALUES (@OrderId, @Version, @At, @Action, @Actor, @Via, @Detail)
        """;

    /// <summary>Of the orders <c>@ids</c>.</summary>
    public const string Forget = "DELETE FROM order_history WHERE order_id IN @ids";

    private const string Count = "SELECT CAST(COUNT(*) AS bigint) FROM order_history WHERE order_id = @orderId";

    /// <summary>The first version of an order that its customer has placed by the current API.</summary>
    public static object Placed(string orderId, string userId, long at) =>
        new { OrderId = orderId, Version = 1L, At = at, Action = OrderStatus.Placed, Actor = userId, Via = ApiVersions.Current, Detail = (string?)null };

    /// <summary>How many versions of the order are known; their numbers may leave gaps.</summary>
    public Task<long> CountAsync(string orderId, CancellationToken stop) => db.FindAsync<long>(Count, new { orderId }, stop);

    /// <param name="before">The version before; null for an order that was just placed.</param>
    public Task RecordAsync(Order? before, Order after) => db.ExecuteAsync(
        Insert,
        new
        {
            OrderId = after.Id,
            after.Version,
            At = after.UpdatedAt,
            Action = ActionOf(before, after),
            Actor = caller.UserId,
            Via = caller.ApiVersion ?? OrderActions.Dashboard,
            Detail = before is null || after.RemovedAt is not null
                ? null
                : JsonSerializer.Serialize(OrderDifference.Between(before, after), OrderDifferenceJson.Default.OrderDifference),
        });

    private static string ActionOf(Order? before, Order after) =>
        after.RemovedAt is not null ? OrderActions.Removed
        : after.Status != before?.Status ? after.Status
        : OrderActions.Amended;
}

/// <summary>The values of the action column beside those of <see cref="OrderStatus"/>, which say that the order came into that state.</summary>
public static class OrderActions
{
    /// <summary>Its note or its lines are others.</summary>
    public const string Amended = "amended";

    /// <summary>Its customer took it out of their list.</summary>
    public const string Removed = "removed";

    /// <summary>Stands in the column via where it is no version of the API.</summary>
    public const string Dashboard = "dashboard";
}
