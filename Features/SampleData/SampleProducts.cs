using System.Globalization;

namespace Mobile.Features.SampleData;

/// <summary>The catalogue of the sample shop, from the embedded <c>products.csv</c>: 40 products in five variants each.</summary>
internal static class SampleProducts
{
    internal sealed record Row(
        string Id, string Sku, string Name, string Category, string Description, long PriceMinor, string Currency, string Image, long CreatedAt, long Seq = 0);

    public static IEnumerable<Row> Read(DateTimeOffset today)
    {
        using var reader = new StreamReader(typeof(SampleProducts).Assembly.GetManifestResourceStream("Mobile.Features.SampleData.products.csv")!);
        var random = new Random(200);
        var age = 400;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line.Split(';') is not [var category, var code, var name, var description, var price, var image, var variants])
            {
                continue;
            }

            foreach (var variant in variants.Split('|').Select(variant => variant.Split('=')))
            {
                var created = today.AddHours(-24 * age--);
                yield return new(
                    SampleShop.NewId(created, random),
                    $"{code}-{variant[0]}",
                    $"{name}, {variant[1]}",
                    category,
                    description,
                    long.Parse(price, CultureInfo.InvariantCulture),
                    "EUR",
                    $"{image}-{variant[0].ToLowerInvariant()}",
                    created.ToUnixTimeMilliseconds());
            }
        }
    }
}
