using System.Text.Json.Serialization;

namespace Mobile.Features.Orders;

/// <summary>What one version of an order changed. That the note changed is kept, but not the customer's words of then.</summary>
/// <param name="StatusBefore">Null where the status stayed.</param>
/// <param name="Lines">The products of which another quantity was ordered; null where the lines stayed.</param>
/// <param name="TotalBefore">In minor units; null where the total stayed, as <paramref name="TotalAfter"/> is.</param>
public sealed record OrderDifference(
    string? StatusBefore = null, bool NoteChanged = false, IReadOnlyList<OrderDifference.Line>? Lines = null, long? TotalBefore = null, long? TotalAfter = null)
{
    /// <param name="Before">0 for a product that was added.</param>
    /// <param name="After">0 for one that was taken out.</param>
    public sealed record Line(string Sku, string Name, int Before, int After);

    public static OrderDifference Between(Order before, Order after) => new(
        StatusBefore: before.Status == after.Status ? null : before.Status,
        NoteChanged: before.Note != after.Note,
        Lines: before.LinesJson == after.LinesJson ? null : [.. Compare(before.Lines, after.Lines)],
        TotalBefore: before.TotalMinor == after.TotalMinor ? null : before.TotalMinor,
        TotalAfter: before.TotalMinor == after.TotalMinor ? null : after.TotalMinor);

    private static IEnumerable<Line> Compare(IReadOnlyList<OrderLine> before, IReadOnlyList<OrderLine> after) =>
        from product in before.Concat(after).DistinctBy(line => line.Sku, StringComparer.Ordinal)
        let line = new Line(product.Sku, product.Name, QuantityIn(before, product.Sku), QuantityIn(after, product.Sku))
        where line.Before != line.After
        select line;

    private static int QuantityIn(IReadOnlyList<OrderLine> lines, string sku) => lines.Where(line => line.Sku == sku).Sum(line => line.Quantity);
}

[JsonSerializable(typeof(OrderDifference))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
internal sealed partial class OrderDifferenceJson : JsonSerializerContext;
