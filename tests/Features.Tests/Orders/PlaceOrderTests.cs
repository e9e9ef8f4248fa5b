using System.Net;
using System.Text.Json;
using Mobile.Features.Data;

namespace Mobile.Features.Tests.Orders;

public abstract class PlaceOrderTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : PlaceOrderTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : PlaceOrderTests(host), IClassFixture<SqlServerHost>;

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
    public async Task An_order_placed_under_one_version_is_read_under_the_other()
    {
        using var alice = await host.SignInAsync("alice");
        var placed = await (await alice.PostAsync("/api/v2/orders", new { lines = new[] { new { sku = "MUG-RED", quantity = 2 } } }, App.NewKey())).ReadAsync();
        var id = placed.GetProperty("id").GetString();

        var v1 = await alice.ReadAsync($"/api/v1/orders/{id}");
        var v2 = await alice.ReadAsync($"/api/v2/orders/{id}");

        Assert.Equal(28.00m, v1.GetProperty("total").GetDecimal());
        Assert.Equal(placed.GetRawText(), v2.GetRawText());
    }

    [EngineFact]
    public async Task The_row_holds_what_the_answer_says()
    {
        using var bob = await host.SignInAsync("bob");
        var seqBefore = await host.Store.ReadAsync<long>(
            "SELECT f.seq FROM feeds f JOIN users u ON u.id = f.owner WHERE u.subject = 'bob'");

        var order = await (await bob.PostAsync("/api/v1/orders", new { sku = "MUG-RED", quantity = 1 }, App.NewKey())).ReadAsync();

        var id = order.GetProperty("id").GetString();
        Assert.True(Ids.IsValid(id!));
        Assert.Equal(1400, await host.Store.ReadAsync<long>("SELECT total_minor FROM orders WHERE id = @id", new { id }));
        Assert.Equal(seqBefore + 1, await host.Store.ReadAsync<long>("SELECT seq FROM orders WHERE id = @id", new { id }));
        Assert.Equal(
            seqBefore + 1,
            await host.Store.ReadAsync<long>("SELECT f.seq FROM feeds f JOIN orders o ON o.user_id = f.owner WHERE o.id = @id", new { id }));
    }

    [EngineFact]
    public async Task The_app_may_choose_the_id_once()
    {
        using var alice = await host.SignInAsync("alice");
        var id = Ids.New(host.Clock);
        var body = new { id, sku = "MUG-RED", quantity = 1 };

        var first = await alice.PostAsync("/api/v1/orders", body, App.NewKey());
        var again = await alice.PostAsync("/api/v1/orders", body, App.NewKey());

        Assert.Equal($"/api/v1/orders/{id}", first.Header("Location"));
        await again.AssertProblemAsync(409, "order-exists");
        Assert.Equal(1, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders WHERE id = @id", new { id }));
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

    [EngineFact]
    public async Task Another_users_order_is_not_found()
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        var hers = await alice.PostAsync("/api/v2/orders", new { lines = new[] { new { sku = "MUG-RED", quantity = 1 } } }, App.NewKey());

        await (await bob.GetAsync(hers.Header("Location")!)).AssertProblemAsync(404, "order-not-found");
        await (await bob.GetAsync("/api/v1/orders/nothing-of-the-kind")).AssertProblemAsync(404, "order-not-found");
    }

    [EngineFact]
    public async Task An_unchanged_order_costs_no_body()
    {
        using var alice = await host.SignInAsync("alice");
        var placed = await alice.PostAsync("/api/v2/orders", new { lines = new[] { new { sku = "MUG-RED", quantity = 1 } } }, App.NewKey());
        var location = placed.Header("Location")!;
        var read = await alice.GetAsync(location);

        var same = await alice.GetAsync(location, ("If-None-Match", read.Header("ETag")!));
        var weak = await alice.GetAsync(location, ("If-None-Match", "\"7\", W/\"1\""));
        var other = await alice.GetAsync(location, ("If-None-Match", "\"7\""));
        var garbage = await alice.GetAsync(location, ("If-None-Match", "garbage"));

        Assert.Equal(placed.Header("ETag"), read.Header("ETag"));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, weak.StatusCode);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(HttpStatusCode.OK, garbage.StatusCode);
    }
}
