using Dapper;
using Microsoft.Data.Sqlite;
using Mobile.Testing.Scenarios.SyncCost;

namespace Mobile.Features.Tests.Sync;

/// <summary>A delta costs what has changed, not what exists. Times are measured by <c>tests/Endurance</c>, never asserted.</summary>
public sealed class DeltaCostTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Theory]
    [EveryVersion]
    public async Task Ten_changes_in_a_thousand_orders_cost_the_bytes_of_ten_rows(string version)
    {
        using var vera = await host.SignInAsync("vera");
        await ManyOrders.WriteAsync(host.Store, "vera", 1000, seed: 1);
        var device = new Follower(vera, version, "orders");
        await device.PullAllAsync();
        var untouched = device.Orders.Where(order => order.Value.GetProperty("version").GetInt64() == 1).Select(order => order.Key);
        foreach (var id in untouched.Order(StringComparer.Ordinal).Take(10).ToList())
        {
            await vera.PatchAsync($"/api/{version}/orders/{id}", new { note = "changed" }, version: 1);
        }

        var since = (await vera.GetAsync($"/api/{version}/orders?since={device.Token}&limit=100")).Content;
        var ten = (await vera.GetAsync($"/api/{version}/orders?limit=10")).Content;

        Assert.Equal(10, (await since.ReadAsStringAsync()).Split("\"changed\"").Length - 1);
        Assert.InRange((await since.ReadAsByteArrayAsync()).Length, 1, (int)((await ten.ReadAsByteArrayAsync()).Length * 1.1));
    }

    [Theory]
    [InlineData("SELECT id FROM orders WHERE user_id = 'u' AND seq > 1 AND seq <= 9 ORDER BY seq LIMIT 10", "orders_changes (user_id=? AND seq>? AND seq<?)")]
    [InlineData("SELECT MIN(seq) FROM orders WHERE user_id = 'u' AND updated_at >= 5", "COVERING INDEX orders_changes (user_id=?)")]
    [InlineData("SELECT id FROM products WHERE seq > 1 AND seq <= 9 ORDER BY seq LIMIT 10", "products_changes (seq>? AND seq<?)")]
    [InlineData("SELECT created_at FROM idempotency_keys WHERE created_at < 5 ORDER BY created_at LIMIT 5", "idempotency_keys_by_age (created_at<?)")]
    [InlineData("SELECT id FROM sessions WHERE expires_at < 5 ORDER BY expires_at LIMIT 5", "sessions_by_expiry (expires_at<?)")]
    [InlineData("SELECT id FROM orders WHERE removed_at < 5 ORDER BY removed_at LIMIT 5", "orders_removed (removed_at<?)")]
    public async Task Each_reads_one_range_of_one_index_and_sorts_nothing(string query, string plan)
    {
        await using var connection = new SqliteConnection(host.Store.ConnectionString);
        var steps = (await connection.QueryAsync<(long, long, long, string Detail)>($"EXPLAIN QUERY PLAN {query}")).Select(step => step.Detail).ToList();

        Assert.Contains(plan, Assert.Single(steps), StringComparison.Ordinal);
    }
}
