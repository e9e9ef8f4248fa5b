using System.Text.Json.Nodes;

namespace Mobile.Client;

/// <summary>An order. What only the server knows is null until it has answered.</summary>
/// <param name="Id">A UUID of version 7, chosen by the device that placed the order.</param>
/// <param name="Status"><c>placed</c>, <c>picking</c>, <c>shipped</c>, <c>delivered</c>, <c>cancelled</c>, or one that this build does not know.</param>
/// <param name="Lines">What was ordered.</param>
/// <param name="Note">The user's note.</param>
/// <param name="Total">The sum.</param>
/// <param name="PlacedAt">When the server accepted it.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Version">Grows with each change.</param>
public sealed record Order(
    string Id,
    string Status,
    IReadOnlyList<OrderLine> Lines,
    string? Note = null,
    Money? Total = null,
    DateTimeOffset? PlacedAt = null,
    DateTimeOffset? UpdatedAt = null,
    long? Version = null);

/// <summary>A line of an order.</summary>
/// <param name="Sku">The product.</param>
/// <param name="Quantity">1 to 99.</param>
/// <param name="Name">The product's name when it was ordered.</param>
/// <param name="UnitPrice">Its price then.</param>
public sealed record OrderLine(string Sku, int Quantity, string? Name = null, Money? UnitPrice = null);

/// <summary>A price.</summary>
/// <param name="AmountMinor">In the currency's smallest unit: cents.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record Money(long AmountMinor, string Currency);

/// <summary>A line to order.</summary>
/// <param name="Sku">The product.</param>
/// <param name="Quantity">1 to 99.</param>
public sealed record NewOrderLine(string Sku, int Quantity)
{
    internal static JsonArray Write(IEnumerable<NewOrderLine> lines) =>
        [.. lines.Select(line => new JsonObject { ["sku"] = line.Sku, ["quantity"] = line.Quantity })];
}

/// <summary>Changes to an order: what is not set stays as it is.</summary>
public sealed class OrderChanges
{
    /// <summary>The new note; null takes the note away.</summary>
    public string? Note
    {
        get => (string?)Patch["note"];
        init => Patch["note"] = value;
    }

    /// <summary>The new lines, all of them.</summary>
    public IReadOnlyList<NewOrderLine> Lines
    {
        get => [.. Patch["lines"]?.AsArray().Select(line => new NewOrderLine((string)line!["sku"]!, (int)line["quantity"]!)) ?? []];
        init => Patch["lines"] = NewOrderLine.Write(value);
    }

    internal JsonObject Patch { get; } = [];
}
