namespace Mobile.Features.Catalog;

/// <summary>A product on sale as its row holds it.</summary>
public sealed record Product(
    string Id, long Version, string Sku, string Name, string Category, string Description, long PriceMinor, string Currency, string Image, long CreatedAt)
{
    /// <summary>The columns of the constructor, in its order.</summary>
    public const string Columns = """
        id AS Id, version AS Version, sku AS Sku, name AS Name, category AS Category, description AS Description,
        price_minor AS PriceMinor, currency AS Currency, image AS Image, created_at AS CreatedAt
        """;

    public Money Price => new(PriceMinor, Currency);

    /// <summary>The picture's URL in <paramref name="version"/>; the app adds the width that it needs, as in <c>?w=320&amp;dpr=2</c>.</summary>
    public string ImageUrl(string version) => $"/api/{version}/images/{Image}";
}
