using System.Net;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Orders;

public abstract class RemoveOrderTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : RemoveOrderTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : RemoveOrderTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [EveryVersion]
    public async Task A_removed_order_is_gone_from_every_view(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = Ids.New(host.Clock);
        var body = Contract.Of(version).Order("MUG-RED", id: id);
        await alice.PostAsync($"/api/{version}/orders", body, App.NewKey());

        var removed = await alice.DeleteAsync($"/api/{version}/orders/{id}", version: 1);

        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Empty(await removed.Content.ReadAsByteArrayAsync());
        foreach (var reading in ApiVersions.Names)
        {
            await (await alice.GetAsync($"/api/{reading}/orders/{id}")).AssertProblemAsync(404, "order-not-found");
            Assert.DoesNotContain(id, (await alice.ReadAsync($"/api/{reading}/orders?limit=100")).GetProperty("items").Ids());
        }

        await (await alice.PatchAsync($"/api/{version}/orders/{id}", new { note = "x" }, version: 2)).AssertProblemAsync(404, "order-not-found");
        await (await alice.PostAsync($"/api/{version}/orders/{id}/cancel", new { }, App.NewKey())).AssertProblemAsync(404, "order-not-found");
        await (await alice.DeleteAsync($"/api/{version}/orders/{id}", version: 2)).AssertProblemAsync(404, "order-not-found");
        await (await alice.PostAsync($"/api/{version}/orders", body, App.NewKey())).AssertProblemAsync(409, "order-exists");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_repeated_removal_replays(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(version: version);
        var key = App.NewKey();

        await alice.DeleteAsync($"/api/{version}/orders/{id}", version: 1, key);
        var again = await alice.DeleteAsync($"/api/{version}/orders/{id}", version: 1, key);

        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
        Assert.True(again.IsReplay());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task What_someone_has_changed_is_not_removed_unseen(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(version: version);
        await alice.PatchAsync($"/api/{version}/orders/{id}", new { note = "keep" }, version: 1);

        var problem = await (await alice.DeleteAsync($"/api/{version}/orders/{id}", version: 1)).AssertProblemAsync(412, "precondition-failed");
        await (await alice.DeleteAsync($"/api/{version}/orders/{id}", App.NewKey())).AssertProblemAsync(428, "precondition-required");

        Assert.Equal("note", problem.GetProperty("conflictingFields")[0].GetString());
        Assert.Equal("keep", problem.GetProperty("current").Text("note"));
        Assert.Equal("keep", (await alice.ReadAsync($"/api/{version}/orders/{id}")).Text("note"));
    }
}
