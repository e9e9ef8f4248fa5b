using System.Net;
using Mobile.Features.Data;

namespace Mobile.Features.Tests.Orders;

public abstract class RemoveOrderTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : RemoveOrderTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : RemoveOrderTests(host), IClassFixture<SqlServerHost>;

    [EngineFact]
    public async Task A_removed_order_is_gone_from_every_view()
    {
        using var alice = await host.SignInAsync("alice");
        var id = Ids.New(host.Clock);
        var body = new { id, sku = "MUG-RED", quantity = 1 };
        await alice.PostAsync("/api/v1/orders", body, App.NewKey());

        var removed = await alice.DeleteAsync($"/api/v1/orders/{id}", version: 1);

        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Empty(await removed.Content.ReadAsByteArrayAsync());
        await (await alice.GetAsync($"/api/v2/orders/{id}")).AssertProblemAsync(404, "order-not-found");
        Assert.DoesNotContain(id, (await alice.ReadAsync("/api/v2/orders?limit=100")).GetProperty("items").Ids());
        await (await alice.PatchAsync($"/api/v2/orders/{id}", new { note = "x" }, version: 2)).AssertProblemAsync(404, "order-not-found");
        await (await alice.PostAsync($"/api/v2/orders/{id}/cancel", new { }, App.NewKey())).AssertProblemAsync(404, "order-not-found");
        await (await alice.DeleteAsync($"/api/v2/orders/{id}", version: 2)).AssertProblemAsync(404, "order-not-found");
        await (await alice.PostAsync("/api/v1/orders", body, App.NewKey())).AssertProblemAsync(409, "order-exists");
    }

    [EngineFact]
    public async Task A_repeated_removal_replays()
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync();
        var key = App.NewKey();

        await alice.DeleteAsync($"/api/v2/orders/{id}", version: 1, key);
        var again = await alice.DeleteAsync($"/api/v2/orders/{id}", version: 1, key);

        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
        Assert.True(again.IsReplay());
    }

    [EngineFact]
    public async Task What_someone_has_changed_is_not_removed_unseen()
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync();
        await alice.PatchAsync($"/api/v2/orders/{id}", new { note = "keep" }, version: 1);

        var problem = await (await alice.DeleteAsync($"/api/v2/orders/{id}", version: 1)).AssertProblemAsync(412, "precondition-failed");
        await (await alice.DeleteAsync($"/api/v2/orders/{id}", App.NewKey())).AssertProblemAsync(428, "precondition-required");

        Assert.Equal("note", problem.GetProperty("conflictingFields")[0].GetString());
        Assert.Equal("keep", problem.GetProperty("current").Text("note"));
        Assert.Equal("keep", (await alice.ReadAsync($"/api/v2/orders/{id}")).Text("note"));
    }
}
