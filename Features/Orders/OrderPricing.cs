using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Orders;

/// <summary>Puts names and prices to what a customer wants: those of this moment, or those that an amended order already has.</summary>
public sealed class OrderPricing(DbSession db)
{
    /// <param name="amended">The order whose lines keep their price, and whose currency decides; null for a new one.</param>
    public async Task<Outcome<PricedLines>> PriceAsync(IReadOnlyList<PlaceOrder.Line> wanted, Order? amended, CancellationToken stop)
    {
        var products = amended?.Lines.DistinctBy(line => line.Sku, StringComparer.Ordinal).ToDictionary(
            line => line.Sku, line => new Product(line.Sku, line.Name, line.UnitPriceMinor, amended.Currency), StringComparer.Ordinal) ?? [];
        var skus = wanted.Select(line => line.Sku).Where(sku => !products.ContainsKey(sku)).Distinct(StringComparer.Ordinal).ToList();
        if (skus.Count > 0)
        {
            foreach (var product in await db.QueryAsync<Product>(Sql.OnSale, new { skus }, stop))
            {
                products[product.Sku] = product;
            }
        }

        if (wanted.FirstOrDefault(line => !products.ContainsKey(line.Sku)) is { } unknown)
        {
            return OrderProblems.UnknownSku.With($"'{unknown.Sku}' is not on sale. Refresh the catalogue and leave it out.");
        }

        var currency = products[wanted[0].Sku].Currency;
        return wanted.All(line => products[line.Sku].Currency == currency)
            ? new PricedLines([.. wanted.Select(line => products[line.Sku].Line(line.Quantity))], currency)
            : OrderProblems.MixedCurrencies;
    }

    private sealed record Product(string Sku, string Name, long PriceMinor, string Currency)
    {
        public OrderLine Line(int quantity) => new(Sku, Name, quantity, PriceMinor);
    }

    private static class Sql
    {
        public const string OnSale = """
            SELECT sku AS Sku, name AS Name, price_minor AS PriceMinor, currency AS Currency
            FROM products
            WHERE sku IN @skus AND retired_at IS NULL
            """;
    }
}

/// <summary>Lines with their names and prices, all in one currency.</summary>
public sealed record PricedLines(IReadOnlyList<OrderLine> Lines, string Currency)
{
    public long TotalMinor => Lines.Sum(line => line.Quantity * line.UnitPriceMinor);
}
