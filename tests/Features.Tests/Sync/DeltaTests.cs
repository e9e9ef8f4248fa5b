using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Sync;

namespace Mobile.Features.Tests.Sync;

public abstract class DeltaTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : DeltaTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : DeltaTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [EveryVersion]
    public async Task Pages_of_large_orders_end_early_and_a_follower_misses_nothing(string version)
    {
        using var pia = await host.SignInAsync("pia");
        await pia.PlaceOrderAsync(version: version);
        await LargeOrders.AddAsync(host.Store, "pia", 40, host.Clock.UnixMilliseconds());
        await TouchProfileAsync(pia, version);
        await LargeOrders.AddAsync(host.Store, "pia", 40, host.Clock.UnixMilliseconds());
        var (device, shopper) = (new Follower(pia, version), new Follower(pia, version, "orders,profile,products"));

        var pages = 0;
        for (var more = true; more; pages++)
        {
            var page = await device.PullPageAsync();
            Assert.InRange(page.GetRawText().Length, 1, 260 * 1024);
            more = page.GetProperty("more").GetBoolean();
        }

        await device.AssertEqualsServerAsync();
        Assert.InRange(pages, 3, 8);
        await shopper.PullAllAsync();
        Assert.Equal(device.Orders.Keys.Order(), shopper.Orders.Keys.Order());
        Assert.Equal(await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM products WHERE retired_at IS NULL"), shopper.Products.Count);
        await LargeOrders.AddAsync(host.Store, "pia", 40, host.Clock.UnixMilliseconds());
        await device.PullAllAsync();
        await device.AssertEqualsServerAsync();
        var list = await pia.ReadAsync($"/api/{version}/orders?limit=1");
        Assert.Empty((await pia.ReadAsync($"/api/{version}/orders?since={list.Text("syncToken")}")).GetProperty("items").Ids());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_follower_holds_what_the_server_holds(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var device = new Follower(alice, version);
        await device.PullAllAsync(limit: 7);
        await device.AssertEqualsServerAsync();

        var ids = await PlaceAsync(alice, 4, version);
        await alice.PatchAsync($"/api/{version}/orders/{ids[0]}", new { note = "amended" }, version: 1);
        await alice.PostAsync($"/api/{version}/orders/{ids[1]}/cancel", new { }, App.NewKey());
        await alice.DeleteAsync($"/api/{version}/orders/{ids[2]}", version: 1);
        await TouchProfileAsync(alice, version);
        var page = await device.PullPageAsync();

        Assert.False(page.GetProperty("more").GetBoolean());
        Assert.Equal([ids[3], ids[0], ids[1]], page.GetProperty("collections").GetProperty("orders").GetProperty("items").Ids());
        Assert.Equal(ids[2], page.GetProperty("collections").GetProperty("orders").GetProperty("deleted")[0].GetString());
        Assert.Equal(1, page.GetProperty("collections").GetProperty("profile").GetProperty("items").GetArrayLength());
        await device.AssertEqualsServerAsync();
        var nothing = await device.PullPageAsync();
        Assert.All(nothing.GetProperty("collections").EnumerateObject(), part => Assert.Equal(0, part.Value.GetProperty("items").GetArrayLength()));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task What_happens_between_two_pages_is_neither_lost_nor_doubled(string version)
    {
        using var vera = await host.SignInAsync("vera");
        var device = new Follower(vera, version);
        var ids = await PlaceAsync(vera, 20, version);
        var first = await device.PullPageAsync(limit: 8);
        var seen = first.GetProperty("collections").GetProperty("orders").GetProperty("items").Ids();
        var unseen = ids.Except(seen).ToList();
        Assert.True(first.GetProperty("more").GetBoolean());

        await vera.PatchAsync($"/api/{version}/orders/{seen[0]}", new { note = "seen, changed" }, version: 1);
        await vera.PatchAsync($"/api/{version}/orders/{unseen[0]}", new { note = "unseen, changed" }, version: 1);
        await vera.DeleteAsync($"/api/{version}/orders/{seen[1]}", version: 1);
        await vera.DeleteAsync($"/api/{version}/orders/{unseen[1]}", version: 1);
        await PlaceAsync(vera, 3, version);
        await device.PullAllAsync(limit: 8);

        // The high-water mark stands since the first page: what came after it waits for the next delta.
        Assert.Contains(seen[1], device.Orders.Keys);
        await device.PullAllAsync(limit: 8);
        await device.AssertEqualsServerAsync();
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_page_that_is_applied_twice_changes_nothing(string version)
    {
        using var sam = await host.SignInAsync("sam");
        await PlaceAsync(sam, 12, version);
        var device = new Follower(sam, version);
        var pages = new List<(string? Since, JsonElement Page)>();
        do
        {
            pages.Add((device.Token, await device.PullPageAsync(limit: 5)));
        }
        while (pages[^1].Page.GetProperty("more").GetBoolean());

        var last = device.Token;
        foreach (var (since, page) in pages)
        {
            device.Apply(page);
            device.Token = since;
            var again = await device.PullPageAsync(limit: 5);
            Assert.Equal(page.GetProperty("collections").GetProperty("orders").GetProperty("items").Ids().Count > 0, again.GetProperty("collections").GetProperty("orders").GetProperty("items").Ids().Count > 0);
        }

        device.Token = last;
        await device.PullAllAsync();
        await device.AssertEqualsServerAsync();
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_row_that_may_no_longer_be_seen_is_named_as_gone(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var device = new Follower(alice, version, "products");
        await device.PullPageAsync(limit: 50);
        var (seenId, row) = device.Products.First();
        var seen = row.Text("sku");
        var skus = await host.Store.QueryAsync<string>("SELECT sku FROM products");
        var unseen = skus.Except(device.Products.Values.Select(product => product.Text("sku"))).First();

        await RetireAsync(seen);
        await RetireAsync(unseen);
        await device.PullAllAsync(limit: 50);
        Assert.Equal(199, device.Products.Count);
        var delta = await device.PullPageAsync();

        Assert.Contains(seenId, delta.GetProperty("collections").GetProperty("products").GetProperty("deleted").EnumerateArray().Select(id => id.GetString()));
        Assert.Equal(198, device.Products.Count);
        Assert.DoesNotContain(device.Products.Values, product => product.Text("sku") == seen || product.Text("sku") == unseen);
        await host.Store.WriteAsync("UPDATE products SET retired_at = NULL WHERE sku IN @skus", new { skus = new[] { seen, unseen } });
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Every_page_of_a_list_gives_the_token_from_before_its_first(string version)
    {
        using var bob = await host.SignInAsync("bob");
        await PlaceAsync(bob, 6, version);
        var first = await bob.ReadAsync($"/api/{version}/orders?limit=4");
        var newest = first.GetProperty("items")[0].Text("id");
        await bob.PatchAsync($"/api/{version}/orders/{newest}", new { note = "between two pages" }, version: 1);
        var second = await bob.ReadAsync($"/api/{version}/orders?limit=4&after={first.Text("next")}");

        var delta = await bob.ReadAsync($"/api/{version}/orders?since={second.Text("syncToken")}");

        Assert.Equal([newest], delta.GetProperty("items").Ids());
        Assert.Equal("between two pages", delta.GetProperty("items")[0].Text("note"));
        Assert.False(delta.GetProperty("more").GetBoolean());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task One_token_serves_the_list_and_sync_of_every_version_for_the_same_collection(string version)
    {
        using var bob = await host.SignInAsync("bob");
        var token = (await bob.ReadAsync($"/api/{version}/orders?limit=1")).Text("syncToken");
        var id = (await PlaceAsync(bob, 1, version))[0];

        foreach (var reading in ApiVersions.Names)
        {
            Assert.Equal([id], (await bob.ReadAsync($"/api/{reading}/orders?since={token}")).GetProperty("items").Ids());
            var sync = await bob.ReadAsync($"/api/{reading}/sync?collections=orders&since={token}");
            Assert.Equal([id], sync.GetProperty("collections").GetProperty("orders").GetProperty("items").Ids());
        }
    }

    [EngineTheory]
    [EveryVersion]
    public async Task The_order_of_the_names_does_not_matter_and_their_set_does(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var token = (await alice.ReadAsync($"/api/{version}/sync?collections=orders,profile,products&limit=500")).Text("syncToken");

        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync($"/api/{version}/sync?collections=products,profile,orders,orders&since={token}")).StatusCode);
        await AssertResetAsync(alice, $"/api/{version}/sync?collections=orders,profile", token, $"/api/{version}/sync?collections=orders,profile");
        await AssertResetAsync(alice, $"/api/{version}/orders?limit=5", token, $"/api/{version}/orders");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_foreign_or_altered_token_starts_afresh(string version)
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        var token = (await alice.ReadAsync($"/api/{version}/orders?limit=1")).Text("syncToken");

        await AssertResetAsync(bob, $"/api/{version}/orders?limit=5", token, $"/api/{version}/orders");
        for (var i = 0; i < token.Length; i++)
        {
            await AssertResetAsync(alice, $"/api/{version}/orders?limit=5", token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..], $"/api/{version}/orders");
        }
    }

    [EngineTheory]
    [EveryVersion]
    public async Task What_is_neither_a_token_nor_a_time_is_told_so(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var token = (await alice.ReadAsync($"/api/{version}/orders?limit=1")).Text("syncToken");
        foreach (var wrong in new[]
        {
            "", "x", "null", "undefined", "[object%20Object]", token[..^4], token + "AAAA", token[1..], "2026-13-01T00:00:00Z", "2026-11-22", "yesterday",
            "1795341600", "2026-11-22T10:00:00", "%00", new string('A', 4000),
        })
        {
            await (await alice.GetAsync($"/api/{version}/orders?since={wrong}")).AssertProblemAsync(400, "invalid-since");
            await (await alice.GetAsync($"/api/{version}/sync?collections=orders,products&since={wrong}")).AssertProblemAsync(400, "invalid-since");
        }
    }

    [EngineTheory]
    [EveryVersion("sync", "unknown-collection")]
    [EveryVersion("sync?collections=", "unknown-collection")]
    [EveryVersion("sync?collections=orders,weather", "unknown-collection")]
    [EveryVersion("sync?collections=Orders", "unknown-collection")]
    [EveryVersion("sync?collections=orders&limit=0", "invalid-limit")]
    [EveryVersion("sync?collections=orders&limit=501", "invalid-limit")]
    [EveryVersion("orders?since=x&limit=101", "invalid-limit")]
    [EveryVersion("orders?since=2026-11-22T10:00:00Z&after=x", "invalid-cursor")]
    public async Task A_wrong_question_is_refused(string path, string code, string version)
    {
        using var alice = await host.SignInAsync("alice");

        await (await alice.GetAsync($"/api/{version}/{path}")).AssertProblemAsync(400, code);
    }

    /// <summary>Takes a product off sale as a change in the catalogue's feed.</summary>
    private async Task RetireAsync(string sku)
    {
        using var scope = host.Services.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<DbSession>();
        var feed = scope.ServiceProvider.GetRequiredService<Feed>();
        await db.WriteAsync(
            async () => await db.ExecuteAsync(
                "UPDATE products SET retired_at = 1, seq = @seq WHERE sku = @sku", new { sku, seq = await feed.NextAsync(Feed.Catalogue, CancellationToken.None) }),
            CancellationToken.None);
    }

    private static async Task TouchProfileAsync(App app, string version)
    {
        var known = (await app.ReadAsync($"/api/{version}/profile")).GetProperty("version").GetInt64();
        await app.PatchAsync($"/api/{version}/profile", new { address = $"House {known}" }, known);
    }

    internal static async Task AssertResetAsync(App app, string path, string token, string freshStart)
    {
        var answer = await app.GetAsync($"{path}&since={token}");
        await answer.AssertProblemAsync(410, "sync-reset-required");
        Assert.Equal(freshStart, answer.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync(freshStart)).StatusCode);
    }

    internal static async Task<List<string>> PlaceAsync(App app, int count, string version)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            ids.Add(await app.PlaceOrderAsync(version: version));
        }

        return ids;
    }
}
