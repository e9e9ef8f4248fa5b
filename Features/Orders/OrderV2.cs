using System.ComponentModel.DataAnnotations;
using Mobile.Features.Data;

namespace Mobile.Features.Orders;

/// <summary>An order as v2 shows it.</summary>
/// <param name="Status"><c>placed</c>, <c>picking</c>, <c>shipped</c>, <c>delivered</c> or <c>cancelled</c>.</param>
public sealed record OrderV2(
    string Id,
    [property: AllowedValues(OrderStatus.Placed, OrderStatus.Picking, OrderStatus.Shipped, OrderStatus.Delivered, OrderStatus.Cancelled)] string Status,
    Money Total,
    IReadOnlyList<OrderV2.Line> Lines,
    string? Note,
    DateTimeOffset PlacedAt,
    DateTimeOffset UpdatedAt,
    long Version)
{
    public sealed record Line(string Sku, string Name, int Quantity, Money UnitPrice);

    public static OrderV2 From(Order order) => new(
        order.Id,
        order.Status,
        new(order.TotalMinor, order.Currency),
        [.. order.Lines.Select(line => new Line(line.Sku, line.Name, line.Quantity, new(line.UnitPriceMinor, order.Currency)))],
        order.Note,
        order.PlacedAt.ToTime(),
        order.UpdatedAt.ToTime(),
        order.Version);
}
