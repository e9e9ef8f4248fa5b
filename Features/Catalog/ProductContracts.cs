namespace Mobile.Features.Catalog;

/// <summary>A product in a v1 list.</summary>
/// <param name="Price">In units of the currency, with its decimal places: 12.50.</param>
public sealed record ProductSummaryV1(string Id, string Sku, string Name, decimal Price, string Currency, string Image, long Version)
{
    public static ProductSummaryV1 From(Product product, string version) => new(
        product.Id, product.Sku, product.Name, product.Price.ToDecimal(), product.Currency, product.ImageUrl(version), product.Version);
}

/// <summary>A product by itself in v1.</summary>
/// <param name="Price">In units of the currency, with its decimal places: 12.50.</param>
public sealed record ProductV1(
    string Id, string Sku, string Name, string Category, string Description, decimal Price, string Currency, string Image, long Version)
{
    public static ProductV1 From(Product product, string version) => new(
        product.Id, product.Sku, product.Name, product.Category, product.Description, product.Price.ToDecimal(), product.Currency,
        product.ImageUrl(version), product.Version);
}

/// <summary>A product in a v2 list.</summary>
public sealed record ProductSummaryV2(string Id, string Sku, string Name, Money Price, string Image, long Version)
{
    public static ProductSummaryV2 From(Product product, string version) => new(
        product.Id, product.Sku, product.Name, product.Price, product.ImageUrl(version), product.Version);
}

/// <summary>A product by itself in v2.</summary>
public sealed record ProductV2(
    string Id, string Sku, string Name, string Category, string Description, Money Price, string Image, long Version)
{
    public static ProductV2 From(Product product, string version) => new(
        product.Id, product.Sku, product.Name, product.Category, product.Description, product.Price, product.ImageUrl(version), product.Version);
}
