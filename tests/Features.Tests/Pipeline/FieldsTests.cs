using System.Text.Json;

namespace Mobile.Features.Tests.Pipeline;

public sealed class FieldsTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Theory]
    [EveryVersion]
    public async Task An_answer_brings_what_was_named_and_always_id_and_version(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var whole = (await alice.ReadAsync($"/api/{version}/orders?limit=3")).GetProperty("items");
        var (lines, unitPrice) = (Contract.Of(version).Lines, Contract.Of(version).UnitPrice);

        var page = await alice.ReadAsync($"/api/{version}/orders?limit=3&fields=total,{lines}.sku,{lines}.{unitPrice}");

        Assert.NotEqual(JsonValueKind.Undefined, page.GetProperty("syncToken").ValueKind);
        Assert.True(page.TryGetProperty("next", out _));
        foreach (var (cut, order) in page.GetProperty("items").EnumerateArray().Zip(whole.EnumerateArray()))
        {
            Assert.Equal(["id", "total", lines, "version"], Members(cut));
            Assert.Equal(order.GetProperty("total").GetRawText(), cut.GetProperty("total").GetRawText());
            Assert.Equal(order.GetProperty(lines).GetArrayLength(), cut.GetProperty(lines).GetArrayLength());
            Assert.Equal(["sku", unitPrice], Members(cut.GetProperty(lines)[0]));
            Assert.Equal(order.GetProperty(lines)[0].GetProperty(unitPrice).GetRawText(), cut.GetProperty(lines)[0].GetProperty(unitPrice).GetRawText());
        }
    }

    [Theory]
    [EveryVersion]
    public async Task Details_and_deltas_are_cut_as_well(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = (await alice.ReadAsync($"/api/{version}/orders?limit=1")).GetProperty("items")[0].Text("id");

        Assert.Equal(["id", "total", "version"], Members(await alice.ReadAsync($"/api/{version}/orders/{id}?fields=total")));
        Assert.Equal(["id", "name", "version"], Members(await alice.ReadAsync($"/api/{version}/profile?fields=name")));
        Assert.Equal(["id", "name", "version"], Members(await alice.ReadAsync($"/api/{version}/products/TRJ-MOS?fields=name,id")));
        var delta = await alice.ReadAsync($"/api/{version}/orders?since={host.Clock.GetUtcNow().AddDays(-60):yyyy-MM-dd'T'HH:mm:ss'Z'}&fields=status");
        Assert.NotEmpty(delta.GetProperty("items").EnumerateArray());
        Assert.All(delta.GetProperty("items").EnumerateArray(), order => Assert.Equal(["id", "status", "version"], Members(order)));
        Assert.Equal(["items", "deleted", "syncToken", "more"], Members(delta));
    }

    [Theory]
    [InlineData("v1", "price", "129.00")]
    [InlineData("v2", "price", "{\"amountMinor\":12900,\"currency\":\"EUR\"}")]
    [InlineData("v2", "price.amountMinor", "{\"amountMinor\":12900}")]
    [InlineData("v2", "price,price.currency", "{\"amountMinor\":12900,\"currency\":\"EUR\"}")]
    [InlineData("v2", "price.currency,price", "{\"amountMinor\":12900,\"currency\":\"EUR\"}")]
    public async Task An_amount_stays_as_its_version_writes_it(string version, string fields, string price)
    {
        using var alice = await host.SignInAsync("alice");

        Assert.Equal(price, (await alice.ReadAsync($"/api/{version}/products/TRJ-MOS?fields={fields}")).GetProperty("price").GetRawText());
    }

    [Theory]
    [EveryVersion]
    public async Task The_whole_wins_over_a_part_of_it_in_either_order(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var lines = Contract.Of(version).Lines;
        var whole = (await alice.ReadAsync($"/api/{version}/orders?limit=1")).GetProperty("items")[0].GetProperty(lines).GetRawText();

        foreach (var fields in new[] { $"{lines},{lines}.sku", $"{lines}.sku,{lines}" })
        {
            var page = await alice.ReadAsync($"/api/{version}/orders?limit=1&fields={fields}");
            Assert.Equal(whole, page.GetProperty("items")[0].GetProperty(lines).GetRawText());
        }
    }

    [Theory]
    [EveryVersion("nope")]
    [EveryVersion("")]
    [EveryVersion("id,")]
    [EveryVersion("total.nope")]
    [EveryVersion("id.nope")]
    [EveryVersion("Total")]
    [EveryVersion("total..currency")]
    public async Task A_field_that_does_not_exist_is_an_error(string fields, string version)
    {
        using var alice = await host.SignInAsync("alice");

        await (await alice.GetAsync($"/api/{version}/orders?fields={fields}")).AssertProblemAsync(400, "unknown-field");
    }

    private static List<string> Members(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];
}
