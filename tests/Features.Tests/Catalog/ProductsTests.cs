using System.Net;
using System.Text.Json;

namespace Mobile.Features.Tests.Catalog;

public abstract class ProductsTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : ProductsTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : ProductsTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [EveryVersion]
    public async Task The_sample_shop_has_200_products_each_listed_once(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var skus = new List<string>();
        string? next = null;
        do
        {
            var page = await alice.ReadAsync($"/api/{version}/products?limit=90{(next is null ? "" : $"&after={next}")}");
            skus.AddRange(page.GetProperty("items").EnumerateArray().Select(product => product.GetProperty("sku").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);

        Assert.Equal(200, skus.Count);
        Assert.Equal(200, skus.Distinct().Count());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_list_item_is_smaller_than_the_product_by_itself(string version)
    {
        using var alice = await host.SignInAsync("alice");

        var item = (await alice.ReadAsync($"/api/{version}/products?limit=1")).GetProperty("items")[0];
        var product = await alice.ReadAsync($"/api/{version}/products/{item.GetProperty("sku").GetString()}");

        Assert.Equal(Members(product).Except(["category", "description"]), Members(item));
        Assert.NotEmpty(product.GetProperty("description").GetString()!);
        Assert.Equal(item.GetProperty("price").GetRawText(), product.GetProperty("price").GetRawText());
    }

    [EngineTheory]
    [InlineData("v1", "\"price\":129.00,\"currency\":\"EUR\"")]
    [InlineData("v2", "\"price\":{\"amountMinor\":12900,\"currency\":\"EUR\"}")]
    public async Task V1_prices_are_decimals_with_two_places_and_those_of_v2_minor_units(string version, string price)
    {
        using var alice = await host.SignInAsync("alice");

        var text = await (await alice.GetAsync($"/api/{version}/products/TRJ-MOS")).Content.ReadAsStringAsync();

        Assert.Contains(price, text, StringComparison.Ordinal);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_retired_product_is_gone_from_sale(string version)
    {
        using var alice = await host.SignInAsync("alice");
        await host.Store.WriteAsync("UPDATE products SET retired_at = 1 WHERE sku = 'SPK-SET'");
        try
        {
            await (await alice.GetAsync($"/api/{version}/products/SPK-SET")).AssertProblemAsync(404, "product-not-found");
            await (await alice.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("SPK-SET"), App.NewKey())).AssertProblemAsync(422, "unknown-sku");
        }
        finally
        {
            await host.Store.WriteAsync("UPDATE products SET retired_at = NULL WHERE sku = 'SPK-SET'");
        }
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_sku_is_compared_exactly(string version)
    {
        using var alice = await host.SignInAsync("alice");

        await (await alice.GetAsync($"/api/{version}/products/trj-mos")).AssertProblemAsync(404, "product-not-found");
        await (await alice.GetAsync($"/api/{version}/products/TRJ-MOS%20")).AssertProblemAsync(404, "product-not-found");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_picture_comes_at_the_width_that_is_asked_for(string version)
    {
        using var anyone = App.Anonymous(host.Address);
        using var alice = await host.SignInAsync("alice");
        var image = (await alice.ReadAsync($"/api/{version}/products/TRJ-MOS")).Text("image");

        var picture = await anyone.GetAsync($"{image}?w=640&dpr=2");

        Assert.StartsWith($"/api/{version}/images/", image, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
        Assert.Equal("image/svg+xml", picture.Content.Headers.ContentType?.MediaType);
        Assert.Contains("width=\"1280\"", await picture.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await (await anyone.GetAsync($"{image}?w=5000")).AssertProblemAsync(400, "invalid-parameter");
        await (await anyone.GetAsync($"{image}?w=wide")).AssertProblemAsync(400, "invalid-parameter");
        await (await anyone.GetAsync($"/api/{version}/images/%3Cscript%3E")).AssertProblemAsync(404, "product-not-found");
    }

    private static IEnumerable<string> Members(JsonElement element) => element.EnumerateObject().Select(member => member.Name);
}
