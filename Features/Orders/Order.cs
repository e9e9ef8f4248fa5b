using System.Text.Json;
using System.Text.Json.Serialization;
using Mobile.Features.Sync;

namespace Mobile.Features.Orders;

/// <summary>An order as its row holds it. The lines are a document: they are written and read with their order, never without.</summary>
/// <param name="RemovedAt">Since when the row is a tombstone.</param>
public sealed record Order(
    string Id,
    string UserId,
    long Seq,
    long Version,
    string Status,
    long TotalMinor,
    string Currency,
    string LinesJson,
    string? Note,
    long PlacedAt,
    long UpdatedAt,
    long? RemovedAt = null)
{
    /// <summary>An id as the documents show one.</summary>
    public const string ExampleId = "0197f0a05c1e7b3a9f000c8f6f7a1d42";

    /// <summary>The columns of the constructor, in its order.</summary>
    public const string Columns = """
        id AS Id, user_id AS UserId, seq AS Seq, version AS Version, status AS Status, total_minor AS TotalMinor, currency AS Currency, lines AS LinesJson,
        note AS Note, placed_at AS PlacedAt, updated_at AS UpdatedAt, removed_at AS RemovedAt
        """;

    /// <summary>The caller's order <c>@id</c>; one that was removed is not found.</summary>
    public const string FindOwn = $"SELECT {Columns} FROM orders WHERE id = @id AND user_id = @UserId AND removed_at IS NULL AND {Feed.IsOpen}";

    /// <summary>Whosever order <c>@id</c> is, for staff.</summary>
    public const string Find = $"SELECT {Columns} FROM orders WHERE id = @id AND removed_at IS NULL";

    /// <summary>Read from their document when they are first asked for; whoever has just written it gives them along.</summary>
    public IReadOnlyList<OrderLine> Lines
    {
        get => field ??= JsonSerializer.Deserialize(LinesJson, OrderJson.Default.IReadOnlyListOrderLine)!;
        init;
    }

    /// <summary>About as many bytes as it has on the wire, and no fewer: a line of v2 is at most half as long again as its document.</summary>
    public static int SizeOf(Order order) => 300 + (order.LinesJson.Length * 3 / 2) + ((order.Note?.Length ?? 0) * 3);

    /// <summary>The same order with other lines, and so another total.</summary>
    public Order WithLines(PricedLines priced) =>
        this with { Lines = priced.Lines, LinesJson = WriteLines(priced.Lines), TotalMinor = priced.TotalMinor };

    public bool HasLines(IReadOnlyList<PlaceOrder.Line> lines) =>
        Lines.Select(line => new PlaceOrder.Line(line.Sku, line.Quantity)).SequenceEqual(lines);

    public static string WriteLines(IReadOnlyList<OrderLine> lines) => JsonSerializer.Serialize(lines, OrderJson.Default.IReadOnlyListOrderLine);
}

/// <summary>A product as it was when it was ordered.</summary>
public sealed record OrderLine(string Sku, string Name, int Quantity, long UnitPriceMinor);

/// <summary>What a customer may change in an order, by the names of v2.</summary>
public static class OrderFields
{
    public const string Note = "note";
    public const string Lines = "lines";
}

/// <summary>The values of the status column, which are those of v2.</summary>
public static class OrderStatus
{
    public const string Placed = "placed";
    public const string Picking = "picking";
    public const string Shipped = "shipped";
    public const string Delivered = "delivered";
    public const string Cancelled = "cancelled";

    public static IReadOnlyList<string> All { get; } = [Placed, Picking, Shipped, Delivered, Cancelled];
}

[JsonSerializable(typeof(IReadOnlyList<OrderLine>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class OrderJson : JsonSerializerContext;
