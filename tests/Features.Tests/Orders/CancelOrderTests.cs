using System.Net;

namespace Mobile.Features.Tests.Orders;

public abstract class CancelOrderTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : CancelOrderTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : CancelOrderTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [InlineData("placed", 200)]
    [InlineData("picking", 200)]
    [InlineData("cancelled", 200)]
    [InlineData("shipped", 409)]
    [InlineData("delivered", 409)]
    public async Task What_has_not_been_shipped_can_be_cancelled(string status, int expected)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync();
        await host.Store.WriteAsync("UPDATE orders SET status = @status WHERE id = @id", new { id, status });

        var answer = await alice.SendAsync(HttpMethod.Post, $"/api/v2/orders/{id}/cancel", null, ("Idempotency-Key", App.NewKey()));

        Assert.Equal(expected, (int)answer.StatusCode);
        if (expected == 409)
        {
            await answer.AssertProblemAsync(409, "order-not-cancellable");
        }

        Assert.Equal(expected == 409 ? status : "cancelled", (await alice.ReadAsync($"/api/v2/orders/{id}")).Text("status"));
    }

    [EngineFact]
    public async Task Cancelling_twice_makes_one_new_version()
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync();

        var first = await alice.PostAsync($"/api/v1/orders/{id}/cancel", new { }, App.NewKey());
        var second = await alice.PostAsync($"/api/v2/orders/{id}/cancel", new { }, App.NewKey());

        Assert.Equal(("\"2\"", "\"2\""), (first.Header("ETag"), second.Header("ETag")));
        Assert.Equal("cancelled", (await first.ReadAsync()).Text("status"));
    }

    [EngineFact]
    public async Task If_match_is_honoured_where_it_is_sent()
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync();
        await alice.PatchAsync($"/api/v2/orders/{id}", new { note = "new" }, version: 1);

        var stale = await alice.SendAsync(
            HttpMethod.Post, $"/api/v2/orders/{id}/cancel", null, ("Idempotency-Key", App.NewKey()), ("If-Match", "\"1\""));
        var problem = await stale.AssertProblemAsync(412, "precondition-failed");
        var current = await alice.SendAsync(
            HttpMethod.Post, $"/api/v2/orders/{id}/cancel", null, ("Idempotency-Key", App.NewKey()), ("If-Match", "\"2\""));

        Assert.Equal("note", problem.GetProperty("conflictingFields")[0].GetString());
        Assert.Equal(HttpStatusCode.OK, current.StatusCode);
    }
}
