using System.Net;

namespace Mobile.Features.Tests.Catalog;

public abstract class ProductsTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : ProductsTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : ProductsTests(host), IClassFixture<SqlServerHost>;

    [EngineFact]
    public async Task The_sample_shop_has_200_products_each_listed_once()
    {
        using var alice = await host.SignInAsync("alice");
        var skus = new List<string>();
        string? next = null;
        do
        {
            var page = await alice.ReadAsync($"/api/v2/products?limit=90{(next is null ? "" : $"&after={next}")}");
            skus.AddRange(page.GetProperty("items").EnumerateArray().Select(product => product.GetProperty("sku").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);

        Assert.Equal(200, skus.Count);
        Assert.Equal(200, skus.Distinct().Count());
    }

    [EngineFact]
    public async Task A_list_item_is_smaller_than_the_product_by_itself()
    {
        using var alice = await host.SignInAsync("alice");

        var item = (await alice.ReadAsync("/api/v2/products?limit=1")).GetProperty("items")[0];
        var product = await alice.ReadAsync($"/api/v2/products/{item.GetProperty("sku").GetString()}");

        Assert.Equal(["id", "sku", "name", "price", "image", "version"], item.EnumerateObject().Select(member => member.Name));
        Assert.NotEmpty(product.GetProperty("description").GetString()!);
        Assert.Equal(item.GetProperty("price").GetRawText(), product.GetProperty("price").GetRawText());
    }

    [EngineFact]
    public async Task V1_prices_are_decimals_with_two_places()
    {
        using var alice = await host.SignInAsync("alice");

        var text = await (await alice.GetAsync("/api/v1/products/TRJ-MOS")).Content.ReadAsStringAsync();

        Assert.Contains("\"price\":129.00,\"currency\":\"EUR\"", text, StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task A_retired_product_is_gone_from_sale()
    {
        using var alice = await host.SignInAsync("alice");
        await host.Store.WriteAsync("UPDATE products SET retired_at = 1 WHERE sku = 'SPK-SET'");
        try
        {
            await (await alice.GetAsync("/api/v2/products/SPK-SET")).AssertProblemAsync(404, "product-not-found");
            await (await alice.PostAsync("/api/v1/orders", new { sku = "SPK-SET", quantity = 1 }, App.NewKey())).AssertProblemAsync(422, "unknown-sku");
        }
        finally
        {
            await host.Store.WriteAsync("UPDATE products SET retired_at = NULL WHERE sku = 'SPK-SET'");
        }
    }

    [EngineFact]
    public async Task A_sku_is_compared_exactly()
    {
        using var alice = await host.SignInAsync("alice");

        await (await alice.GetAsync("/api/v2/products/trj-mos")).AssertProblemAsync(404, "product-not-found");
        await (await alice.GetAsync("/api/v2/products/TRJ-MOS%20")).AssertProblemAsync(404, "product-not-found");
    }

    [EngineFact]
    public async Task A_picture_comes_at_the_width_that_is_asked_for()
    {
        using var anyone = App.Anonymous(host.Address);
        using var alice = await host.SignInAsync("alice");
        var image = (await alice.ReadAsync("/api/v2/products/TRJ-MOS")).GetProperty("image").GetString();

        var picture = await anyone.GetAsync($"{image}?w=640&dpr=2");

        Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
        Assert.Equal("image/svg+xml", picture.Content.Headers.ContentType?.MediaType);
        Assert.Contains("width=\"1280\"", await picture.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await (await anyone.GetAsync($"{image}?w=5000")).AssertProblemAsync(400, "invalid-parameter");
        await (await anyone.GetAsync($"{image}?w=wide")).AssertProblemAsync(400, "invalid-parameter");
        await (await anyone.GetAsync("/api/v2/images/%3Cscript%3E")).AssertProblemAsync(404, "product-not-found");
    }
}
