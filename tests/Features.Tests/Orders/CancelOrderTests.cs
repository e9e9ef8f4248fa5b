using System.Net;

namespace Mobile.Features.Tests.Orders;

public abstract class CancelOrderTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : CancelOrderTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : CancelOrderTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [EveryVersion("placed", 200)]
    [EveryVersion("picking", 200)]
    [EveryVersion("cancelled", 200)]
    [EveryVersion("shipped", 409)]
    [EveryVersion("delivered", 409)]
    public async Task What_has_not_been_shipped_can_be_cancelled(string status, int expected, string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(version: version);
        await host.Store.WriteAsync("UPDATE orders SET status = @status WHERE id = @id", new { id, status });

        var answer = await alice.SendAsync(HttpMethod.Post, $"/api/{version}/orders/{id}/cancel", null, ("Idempotency-Key", App.NewKey()));

        Assert.Equal(expected, (int)answer.StatusCode);
        if (expected == 409)
        {
            await answer.AssertProblemAsync(409, "order-not-cancellable");
        }

        Assert.Equal(Contract.Of(version).StatusOf(expected == 409 ? status : "cancelled"), (await alice.ReadAsync($"/api/{version}/orders/{id}")).Text("status"));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Cancelling_twice_makes_one_new_version(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(version: version);

        var first = await alice.PostAsync($"/api/{version}/orders/{id}/cancel", new { }, App.NewKey());
        var second = await alice.PostAsync($"/api/{version}/orders/{id}/cancel", new { }, App.NewKey());

        Assert.Equal(("\"2\"", "\"2\""), (first.Header("ETag"), second.Header("ETag")));
        Assert.Equal("cancelled", (await first.ReadAsync()).Text("status"));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task If_match_is_honoured_where_it_is_sent(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(version: version);
        await alice.PatchAsync($"/api/{version}/orders/{id}", new { note = "new" }, version: 1);

        var stale = await alice.SendAsync(
            HttpMethod.Post, $"/api/{version}/orders/{id}/cancel", null, ("Idempotency-Key", App.NewKey()), ("If-Match", "\"1\""));
        var problem = await stale.AssertProblemAsync(412, "precondition-failed");
        var current = await alice.SendAsync(
            HttpMethod.Post, $"/api/{version}/orders/{id}/cancel", null, ("Idempotency-Key", App.NewKey()), ("If-Match", "\"2\""));

        Assert.Equal("note", problem.GetProperty("conflictingFields")[0].GetString());
        Assert.Equal(HttpStatusCode.OK, current.StatusCode);
    }
}
