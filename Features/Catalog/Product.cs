namespace Mobile.Features.Catalog;

/// <summary>A product as its row holds it.</summary>
/// <param name="RetiredAt">Since when it is off sale.</param>
public sealed record Product(
    string Id,
    long Seq,
    long Version,
    string Sku,
    string Name,
    string Category,
    string Description,
    long PriceMinor,
    string Currency,
    string Image,
    long CreatedAt,
    long? RetiredAt)
{
    /// <summary>The columns of the constructor, in its order.</summary>
    public const string Columns = """
        id AS Id, seq AS Seq, version AS Version, sku AS Sku, name AS Name, category AS Category, description AS Description,
        price_minor AS PriceMinor, currency AS Currency, image AS Image, created_at AS CreatedAt, retired_at AS RetiredAt
        """;

    /// <summary>About as many bytes as it takes to hold and to send it.</summary>
    public static int SizeOf(Product product) =>
        300 + ((product.Sku.Length + product.Name.Length + product.Category.Length + product.Description.Length + product.Image.Length) * 2);

    public Money Price => new(PriceMinor, Currency);

    /// <summary>The picture's URL in <paramref name="version"/>; the app adds the width that it needs, as in <c>?w=320&amp;dpr=2</c>.</summary>
    public string ImageUrl(string version) => $"/api/{version}/images/{Image}";
}
