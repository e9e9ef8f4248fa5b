using System.Text.Json;
using Mobile.Features.Data;

namespace Mobile.Features.Tests.Orders;

public abstract class ListOrdersTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : ListOrdersTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : ListOrdersTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [InlineData("v1", 20260301)]
    [InlineData("v2", 20260302)]
    public async Task Paging_through_1000_orders_while_rows_come_and_go_shows_each_survivor_once(string version, int seed)
    {
        using var vera = await host.SignInAsync("vera");
        var random = new Random(seed);
        var userId = await host.Store.ReadAsync<string>("SELECT id FROM users WHERE subject = 'vera'");
        await host.Store.WriteAsync("DELETE FROM orders WHERE user_id = @userId", new { userId });
        var database = host.Store.Open();
        using var closing = database as IDisposable;
        var start = host.Clock.UnixMilliseconds() - 5_000_000;

        // Many share a time, so that the order within one time matters.
        var survivors = await InsertAsync(database, userId!, 1000, () => start + (random.Next(300) * 1000));
        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await vera.ReadAsync($"/api/{version}/orders?limit={random.Next(10, 60)}{(next is null ? "" : $"&after={next}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(order => order.GetProperty("id").GetString()!));
            next = page.GetProperty("next").GetString();

            await InsertAsync(database, userId!, 5, () => start + (random.Next(300) * 1000));
            var removed = survivors.OrderBy(_ => random.Next()).Take(5).ToList();
            await database.WriteAsync(
                unit => unit.ExecuteAsync("DELETE FROM orders WHERE id IN @removed", new { removed }, CancellationToken.None), CancellationToken.None);
            survivors.ExceptWith(removed);
        }
        while (next is not null);

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(survivors.Except(seen));
    }

    [EngineFact]
    public async Task Pages_are_newest_first_and_linked()
    {
        using var alice = await host.SignInAsync("alice");

        var first = await alice.GetAsync("/api/v2/orders?limit=5&colour=blue");
        var page = await first.ReadAsync();
        var times = page.GetProperty("items").EnumerateArray().Select(order => order.GetProperty("placedAt").GetDateTimeOffset()).ToList();
        var next = page.GetProperty("next").GetString()!;

        Assert.Equal(5, times.Count);
        Assert.Equal(times.OrderDescending(), times);
        Assert.Equal($"</api/v2/orders?limit=5&colour=blue&after={next}>; rel=\"next\"", first.Header("Link"));
        Assert.NotEmpty(page.GetProperty("syncToken").GetString()!);

        var all = await alice.ReadAsync("/api/v2/orders?limit=100");
        Assert.Equal(JsonValueKind.Null, all.GetProperty("next").ValueKind);
        var second = await alice.ReadAsync($"/api/v2/orders?limit=5&after={next}");
        Assert.Equal(
            all.GetProperty("items").EnumerateArray().Skip(5).Take(5).Select(order => order.GetProperty("id").GetString()),
            second.GetProperty("items").EnumerateArray().Select(order => order.GetProperty("id").GetString()));
    }

    [EngineFact]
    public async Task Twenty_is_the_limit_when_none_is_named()
    {
        using var alice = await host.SignInAsync("alice");

        Assert.Equal(20, (await alice.ReadAsync("/api/v1/orders")).GetProperty("items").GetArrayLength());
    }

    [EngineTheory]
    [InlineData("0")]
    [InlineData("101")]
    [InlineData("-1")]
    [InlineData("ten")]
    [InlineData("")]
    [InlineData("1e1")]
    [InlineData("99999999999999999999")]
    public async Task A_limit_out_of_range_is_refused(string limit)
    {
        using var alice = await host.SignInAsync("alice");

        await (await alice.GetAsync($"/api/v2/orders?limit={limit}")).AssertProblemAsync(400, "invalid-limit");
    }

    [EngineFact]
    public async Task An_altered_or_foreign_cursor_is_refused()
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        var hers = (await alice.ReadAsync("/api/v2/orders?limit=1")).GetProperty("next").GetString()!;
        var products = (await alice.ReadAsync("/api/v2/products?limit=1")).GetProperty("next").GetString()!;

        for (var i = 0; i < hers.Length; i++)
        {
            var altered = hers[..i] + (hers[i] == 'A' ? 'B' : 'A') + hers[(i + 1)..];
            await (await alice.GetAsync($"/api/v2/orders?after={altered}")).AssertProblemAsync(400, "invalid-cursor");
        }

        foreach (var cursor in new[] { "", "x", products, hers + "A", hers[..^4], "%00", new string('A', 4000) })
        {
            await (await alice.GetAsync($"/api/v2/orders?after={cursor}")).AssertProblemAsync(400, "invalid-cursor");
        }

        await (await bob.GetAsync($"/api/v2/orders?after={hers}")).AssertProblemAsync(400, "invalid-cursor");
        Assert.NotEmpty((await alice.ReadAsync($"/api/v1/orders?after={hers}")).GetProperty("items").EnumerateArray());
    }

    private async Task<HashSet<string>> InsertAsync(Database database, string userId, int count, Func<long> placedAt)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        return await database.WriteAsync(
            async unit =>
            {
                ids.Clear();
                for (var i = 0; i < count; i++)
                {
                    var id = Ids.New(host.Clock);
                    ids.Add(id);
                    await unit.ExecuteAsync(
                        """
                        INSERT INTO orders (id, user_id, seq, version, status, total_minor, currency, lines, placed_at, updated_at)
                        VALUES (@id, @userId, 1, 1, 'placed', 1, 'EUR', '[]', @at, @at)
                        """,
                        new { id, userId, at = placedAt() },
                        CancellationToken.None);
                }

                return ids;
            },
            CancellationToken.None);
    }
}
