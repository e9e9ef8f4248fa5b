using System.Net;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Orders;

public abstract class PlaceOrderTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : PlaceOrderTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : PlaceOrderTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [EveryVersion]
    public async Task An_order_placed_under_one_version_is_read_under_the_others(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var placed = await (await alice.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED", 2), App.NewKey())).ReadAsync();

        foreach (var reading in ApiVersions.Names)
        {
            var order = await alice.ReadAsync($"/api/{reading}/orders/{placed.Text("id")}");
            Assert.Equal(2800, Contract.Of(reading).TotalMinor(order));
            Assert.Equal(2, order.GetProperty(Contract.Of(reading).Lines)[0].GetProperty("quantity").GetInt32());
            Assert.Equal(reading == version, order.GetRawText() == placed.GetRawText());
        }
    }

    [EngineTheory]
    [EveryVersion]
    public async Task The_row_holds_what_the_answer_says(string version)
    {
        using var bob = await host.SignInAsync("bob");
        var seqBefore = await host.Store.ReadAsync<long>(
            "SELECT f.seq FROM feeds f JOIN users u ON u.id = f.owner WHERE u.subject = 'bob'");

        var order = await (await bob.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED"), App.NewKey())).ReadAsync();

        var id = order.GetProperty("id").GetString();
        Assert.True(Ids.IsValid(id!));
        Assert.Equal(1400, await host.Store.ReadAsync<long>("SELECT total_minor FROM orders WHERE id = @id", new { id }));
        Assert.Equal(seqBefore + 1, await host.Store.ReadAsync<long>("SELECT seq FROM orders WHERE id = @id", new { id }));
        Assert.Equal(
            seqBefore + 1,
            await host.Store.ReadAsync<long>("SELECT f.seq FROM feeds f JOIN orders o ON o.user_id = f.owner WHERE o.id = @id", new { id }));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task The_app_may_choose_the_id_once(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = Ids.New(host.Clock);
        var body = Contract.Of(version).Order("MUG-RED", id: id);

        var first = await alice.PostAsync($"/api/{version}/orders", body, App.NewKey());
        var again = await alice.PostAsync($"/api/{version}/orders", body, App.NewKey());

        Assert.Equal($"/api/{version}/orders/{id}", first.Header("Location"));
        await again.AssertProblemAsync(409, "order-exists");
        Assert.Equal(1, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders WHERE id = @id", new { id }));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task An_empty_id_is_none(string version)
    {
        using var alice = await host.SignInAsync("alice");

        var answer = await alice.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED", id: ""), App.NewKey());

        var problem = await answer.AssertProblemAsync(400, "validation-failed");
        Assert.True(problem.GetProperty("errors").TryGetProperty("id", out _), problem.GetRawText());
        Assert.Equal(0, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders WHERE id = ''"));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Another_users_order_is_not_found(string version)
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        var hers = await alice.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED"), App.NewKey());

        await (await bob.GetAsync(hers.Header("Location")!)).AssertProblemAsync(404, "order-not-found");
        await (await bob.GetAsync($"/api/{version}/orders/nothing-of-the-kind")).AssertProblemAsync(404, "order-not-found");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task An_unchanged_order_costs_no_body(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var placed = await alice.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED"), App.NewKey());
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
