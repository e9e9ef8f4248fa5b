using System.Text.Json;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Orders;

public abstract class ListOrdersTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : ListOrdersTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : ListOrdersTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [EveryVersion(20260301)]
    public async Task Paging_through_1000_orders_while_rows_come_and_go_shows_each_survivor_once(int seed, string version)
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

    [EngineTheory]
    [EveryVersion]
    public async Task A_page_of_large_orders_ends_early_and_the_next_one_goes_on_there(string version)
    {
        using var pia = await host.SignInAsync("pia");
        await pia.PlaceOrderAsync(version: version);
        await host.Store.WriteAsync("DELETE FROM orders WHERE user_id = (SELECT id FROM users WHERE subject = 'pia')");
        var ids = await LargeOrders.AddAsync(host.Store, "pia", 60, host.Clock.UnixMilliseconds());
        var (seen, pages, next) = (new List<string>(), 0, (string?)null);
        do
        {
            var answer = await pia.GetAsync($"/api/{version}/orders?limit=100{(next is null ? "" : $"&after={next}")}");
            Assert.InRange((await answer.Content.ReadAsByteArrayAsync()).Length, 1, 260 * 1024);
            var page = await answer.ReadAsync();
            seen.AddRange(page.GetProperty("items").Ids());
            next = page.GetProperty("next").GetString();
            pages++;
        }
        while (next is not null);

        Assert.Equal(ids.Reverse(), seen);
        Assert.InRange(pages, 2, 5);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Pages_are_newest_first_and_linked(string version)
    {
        using var alice = await host.SignInAsync("alice");

        var first = await alice.GetAsync($"/api/{version}/orders?limit=5&colour=blue");
        var page = await first.ReadAsync();
        var times = page.GetProperty("items").EnumerateArray().Select(order => order.GetProperty(Contract.Of(version).PlacedAt).GetDateTimeOffset()).ToList();
        var next = page.GetProperty("next").GetString()!;

        Assert.Equal(5, times.Count);
        Assert.Equal(times.OrderDescending(), times);
        Assert.Equal($"</api/{version}/orders?limit=5&colour=blue&after={next}>; rel=\"next\"", first.Header("Link"));
        Assert.NotEmpty(page.GetProperty("syncToken").GetString()!);

        var all = await alice.ReadAsync($"/api/{version}/orders?limit=100");
        Assert.Equal(JsonValueKind.Null, all.GetProperty("next").ValueKind);
        var second = await alice.ReadAsync($"/api/{version}/orders?limit=5&after={next}");
        Assert.Equal(
            all.GetProperty("items").EnumerateArray().Skip(5).Take(5).Select(order => order.GetProperty("id").GetString()),
            second.GetProperty("items").EnumerateArray().Select(order => order.GetProperty("id").GetString()));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Twenty_is_the_limit_when_none_is_named(string version)
    {
        using var alice = await host.SignInAsync("alice");

        Assert.Equal(20, (await alice.ReadAsync($"/api/{version}/orders")).GetProperty("items").GetArrayLength());
    }

    [EngineTheory]
    [EveryVersion("0")]
    [EveryVersion("101")]
    [EveryVersion("-1")]
    [EveryVersion("ten")]
    [EveryVersion("")]
    [EveryVersion("1e1")]
    [EveryVersion("99999999999999999999")]
    public async Task A_limit_out_of_range_is_refused(string limit, string version)
    {
        using var alice = await host.SignInAsync("alice");

        await (await alice.GetAsync($"/api/{version}/orders?limit={limit}")).AssertProblemAsync(400, "invalid-limit");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task An_altered_or_foreign_cursor_is_refused(string version)
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        var hers = (await alice.ReadAsync($"/api/{version}/orders?limit=1")).GetProperty("next").GetString()!;
        var products = (await alice.ReadAsync($"/api/{version}/products?limit=1")).GetProperty("next").GetString()!;

        for (var i = 0; i < hers.Length; i++)
        {
            var altered = hers[..i] + (hers[i] == 'A' ? 'B' : 'A') + hers[(i + 1)..];
            await (await alice.GetAsync($"/api/{version}/orders?after={altered}")).AssertProblemAsync(400, "invalid-cursor");
        }

        foreach (var cursor in new[] { "", "x", products, hers + "A", hers[..^4], "%00", new string('A', 4000) })
        {
            await (await alice.GetAsync($"/api/{version}/orders?after={cursor}")).AssertProblemAsync(400, "invalid-cursor");
        }

        await (await bob.GetAsync($"/api/{version}/orders?after={hers}")).AssertProblemAsync(400, "invalid-cursor");
        foreach (var reading in ApiVersions.Names)
        {
            Assert.NotEmpty((await alice.ReadAsync($"/api/{reading}/orders?after={hers}")).GetProperty("items").EnumerateArray());
        }
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
