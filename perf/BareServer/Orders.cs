using System.Text.Json;

namespace Mobile.BareServer;

internal sealed record NewOrder(IReadOnlyList<NewLine> Lines);

internal sealed record NewLine(string Sku, int Quantity);

internal sealed record OrderList(IReadOnlyList<Order> Items);

internal sealed record Money(long AmountMinor, string Currency);

internal sealed record Order(
    string Id, string Status, Money Total, IReadOnlyList<Order.Item> Lines, string? Note, DateTimeOffset PlacedAt, DateTimeOffset UpdatedAt, long Version)
{
    public sealed record Item(string Sku, string Name, int Quantity, Money UnitPrice);

    public static Order From(OrderRow row) => new(
        row.Id,
        row.Status,
        new(row.TotalMinor, row.Currency),
        [.. JsonSerializer.Deserialize<Line[]>(row.LinesJson, JsonSerializerOptions.Web)!
            .Select(line => new Item(line.Sku, line.Name, line.Quantity, new(line.UnitPriceMinor, row.Currency)))],
        row.Note,
        DateTimeOffset.FromUnixTimeMilliseconds(row.PlacedAt),
        DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt),
        row.Version);
}

internal sealed record OrderRow(
    string Id, long Version, string Status, long TotalMinor, string Currency, string LinesJson, string? Note, long PlacedAt, long UpdatedAt);

internal sealed record Line(string Sku, string Name, int Quantity, long UnitPriceMinor);

internal sealed record Product(string Sku, string Name, long PriceMinor, string Currency);

internal static class Sql
{
    private const string Columns = """
        id AS Id, version AS Version, status AS Status, total_minor AS TotalMinor, currency AS Currency, lines AS LinesJson, note AS Note,
        placed_at AS PlacedAt, updated_at AS UpdatedAt
        """;

    public const string Newest = $"""
        SELECT {Columns} FROM orders WHERE user_id = @userId AND removed_at IS NULL ORDER BY placed_at DESC, id DESC LIMIT @limit
        """;

    public const string Find = $"SELECT {Columns} FROM orders WHERE id = @id AND user_id = @userId AND removed_at IS NULL";

    public const string Prices = """
        SELECT sku AS Sku, name AS Name, price_minor AS PriceMinor, currency AS Currency FROM products WHERE sku IN @skus AND retired_at IS NULL
        """;

    public const string Insert = """
        INSERT INTO orders (id, user_id, seq, version, status, total_minor, currency, lines, note, placed_at, updated_at)
        VALUES (@Id, @userId, 0, 1, 'placed', @TotalMinor, @Currency, @LinesJson, NULL, @PlacedAt, @PlacedAt)
        """;
}
