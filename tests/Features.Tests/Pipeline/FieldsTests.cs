using System.Text.Json;

namespace Mobile.Features.Tests.Pipeline;

public sealed class FieldsTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Fact]
    public async Task An_answer_brings_what_was_named_and_always_id_and_version()
    {
        using var alice = await host.SignInAsync("alice");
        var whole = (await alice.ReadAsync("/api/v2/orders?limit=3")).GetProperty("items");

        var page = await alice.ReadAsync("/api/v2/orders?limit=3&fields=total.amountMinor,lines.sku,lines.unitPrice");

        Assert.NotEqual(JsonValueKind.Undefined, page.GetProperty("syncToken").ValueKind);
        Assert.True(page.TryGetProperty("next", out _));
        foreach (var (cut, order) in page.GetProperty("items").EnumerateArray().Zip(whole.EnumerateArray()))
        {
            Assert.Equal(["id", "total", "lines", "version"], cut.EnumerateObject().Select(member => member.Name));
            Assert.Equal($"{{\"amountMinor\":{order.GetProperty("total").GetProperty("amountMinor")}}}", cut.GetProperty("total").GetRawText());
            Assert.Equal(order.GetProperty("lines").GetArrayLength(), cut.GetProperty("lines").GetArrayLength());
            Assert.Equal(["sku", "unitPrice"], cut.GetProperty("lines")[0].EnumerateObject().Select(member => member.Name));
            Assert.Equal(order.GetProperty("lines")[0].GetProperty("unitPrice").GetRawText(), cut.GetProperty("lines")[0].GetProperty("unitPrice").GetRawText());
        }
    }

    [Fact]
    public async Task Details_and_deltas_are_cut_as_well()
    {
        using var alice = await host.SignInAsync("alice");
        var id = (await alice.ReadAsync("/api/v1/orders?limit=1")).GetProperty("items")[0].Text("id");

        Assert.Equal(["id", "total", "version"], Members(await alice.ReadAsync($"/api/v1/orders/{id}?fields=total")));
        Assert.Equal(["id", "name", "version"], Members(await alice.ReadAsync("/api/v2/profile?fields=name")));
        Assert.Equal(["id", "name", "version"], Members(await alice.ReadAsync("/api/v2/products/TRJ-MOS?fields=name,id")));
        var delta = await alice.ReadAsync($"/api/v2/orders?since={host.Clock.GetUtcNow().AddDays(-60):yyyy-MM-dd'T'HH:mm:ss'Z'}&fields=status");
        Assert.NotEmpty(delta.GetProperty("items").EnumerateArray());
        Assert.All(delta.GetProperty("items").EnumerateArray(), order => Assert.Equal(["id", "status", "version"], Members(order)));
        Assert.Equal(["items", "deleted", "syncToken", "more"], Members(delta));
    }

    [Fact]
    public async Task A_decimal_keeps_its_places()
    {
        using var alice = await host.SignInAsync("alice");

        Assert.Equal("129.00", (await alice.ReadAsync("/api/v1/products/TRJ-MOS?fields=price")).GetProperty("price").GetRawText());
    }

    [Fact]
    public async Task The_whole_wins_over_a_part_of_it_in_either_order()
    {
        using var alice = await host.SignInAsync("alice");

        foreach (var fields in new[] { "price,price.currency", "price.currency,price" })
        {
            Assert.Equal(["amountMinor", "currency"], Members((await alice.ReadAsync($"/api/v2/products/TRJ-MOS?fields={fields}")).GetProperty("price")));
        }
    }

    [Theory]
    [InlineData("nope")]
    [InlineData("")]
    [InlineData("id,")]
    [InlineData("total.nope")]
    [InlineData("id.nope")]
    [InlineData("Total")]
    [InlineData("total..currency")]
    public async Task A_field_that_does_not_exist_is_an_error(string fields)
    {
        using var alice = await host.SignInAsync("alice");

        await (await alice.GetAsync($"/api/v2/orders?fields={fields}")).AssertProblemAsync(400, "unknown-field");
    }

    private static List<string> Members(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];
}
