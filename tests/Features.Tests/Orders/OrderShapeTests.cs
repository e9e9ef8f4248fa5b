using System.Net;
using System.Text.Json;

namespace Mobile.Features.Tests.Orders;

/// <summary>What each version has to itself.</summary>
public abstract class OrderShapeTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : OrderShapeTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : OrderShapeTests(host), IClassFixture<SqlServerHost>;

    [EngineFact]
    public async Task V1_speaks_of_items_and_decimals()
    {
        using var alice = await host.SignInAsync("alice");

        var answer = await alice.PostAsync("/api/v1/orders", new { sku = "BTL-05S", quantity = 3, note = "Ring twice\nplease – thanks ☕" }, App.NewKey());

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("\"total\":102.00,", text, StringComparison.Ordinal);
        var order = JsonDocument.Parse(text).RootElement;
        Assert.Equal(
            ["id", "status", "total", "currency", "items", "note", "createdAt", "version"],
            order.EnumerateObject().Select(member => member.Name));
        Assert.Equal("new", order.GetProperty("status").GetString());
        Assert.Equal("EUR", order.GetProperty("currency").GetString());
        Assert.Equal("Ring twice\nplease – thanks ☕", order.GetProperty("note").GetString());
        var item = Assert.Single(order.GetProperty("items").EnumerateArray());
        Assert.Equal("BTL-05S", item.GetProperty("sku").GetString());
        Assert.Equal("Insulated Bottle, 0.5 L Slate", item.GetProperty("name").GetString());
        Assert.Equal(3, item.GetProperty("quantity").GetInt32());
        Assert.Equal(34.00m, item.GetProperty("price").GetDecimal());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", order.GetProperty("createdAt").GetString());
    }

    [EngineFact]
    public async Task V2_speaks_of_lines_and_minor_units()
    {
        using var alice = await host.SignInAsync("alice");

        var answer = await alice.PostAsync(
            "/api/v2/orders", new { lines = new[] { new { sku = "BTL-05S", quantity = 1 }, new { sku = "MUG-RED", quantity = 2 } } }, App.NewKey());

        var order = await answer.ReadAsync();
        Assert.Equal(
            ["id", "status", "total", "lines", "note", "placedAt", "updatedAt", "version"],
            order.EnumerateObject().Select(member => member.Name));
        Assert.Equal("placed", order.GetProperty("status").GetString());
        Assert.Equal(3400 + (2 * 1400), order.GetProperty("total").GetProperty("amountMinor").GetInt64());
        Assert.Equal("EUR", order.GetProperty("total").GetProperty("currency").GetString());
        Assert.Equal(["BTL-05S", "MUG-RED"], order.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("sku").GetString()));
        Assert.Equal(1400, order.GetProperty("lines")[1].GetProperty("unitPrice").GetProperty("amountMinor").GetInt64());
        Assert.Equal(JsonValueKind.Null, order.GetProperty("note").ValueKind);
        Assert.Equal(1, order.GetProperty("version").GetInt32());
    }

    [EngineFact]
    public async Task One_unknown_product_refuses_the_whole_order()
    {
        using var alice = await host.SignInAsync("alice");
        var before = await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders");

        var answer = await alice.PostAsync(
            "/api/v2/orders", new { lines = new[] { new { sku = "MUG-RED", quantity = 1 }, new { sku = "NO-SUCH", quantity = 1 } } }, App.NewKey());

        var problem = await answer.AssertProblemAsync(422, "unknown-sku");
        Assert.Contains("NO-SUCH", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders"));
    }
}
