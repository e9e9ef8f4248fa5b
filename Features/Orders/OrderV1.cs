using System.ComponentModel.DataAnnotations;
using Mobile.Features.Data;

namespace Mobile.Features.Orders;

/// <summary>An order as v1 shows it.</summary>
/// <param name="Status"><c>new</c>, <c>shipped</c> or <c>cancelled</c>.</param>
/// <param name="Total">In units of the currency, with its decimal places: 12.50.</param>
public sealed record OrderV1(
    string Id,
    [property: AllowedValues("new", "shipped", "cancelled")] string Status,
    decimal Total,
    string Currency,
    IReadOnlyList<OrderV1.Item> Items,
    string? Note,
    DateTimeOffset CreatedAt,
    long Version)
{
    /// <param name="Price">Of one piece, in units of the order's currency.</param>
    public sealed record Item(string Sku, string Name, int Quantity, decimal Price);

    public static OrderV1 From(Order order) => new(
        order.Id,
        StatusOf(order.Status),
        new Money(order.TotalMinor, order.Currency).ToDecimal(),
        order.Currency,
        [.. order.Lines.Select(line =>
            new Item(line.Sku, line.Name, line.Quantity, new Money(line.UnitPriceMinor, order.Currency).ToDecimal()))],
        order.Note,
        order.PlacedAt.ToTime(),
        order.Version);

    /// <summary>What v1 calls a field of the order.</summary>
    public static string FieldName(string field) => field == OrderFields.Lines ? "items" : field;

    private static string StatusOf(string status) => status switch
    {
        OrderStatus.Placed or OrderStatus.Picking => "new",
        OrderStatus.Shipped or OrderStatus.Delivered => "shipped",
        _ => "cancelled",
    };
}
