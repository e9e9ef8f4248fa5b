using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Data;
using Mobile.Features.Sync;

namespace Mobile.Features.Tests.Sync;

public abstract class DeltaTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : DeltaTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : DeltaTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task A_follower_holds_what_the_server_holds(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var device = new Follower(alice, version: version);
        await device.PullAllAsync(limit: 7);
        await device.AssertEqualsServerAsync();

        var ids = await PlaceAsync(alice, 4);
        await alice.PatchAsync($"/api/v2/orders/{ids[0]}", new { note = "amended" }, version: 1);
        await alice.PostAsync($"/api/v2/orders/{ids[1]}/cancel", new { }, App.NewKey());
        await alice.DeleteAsync($"/api/v2/orders/{ids[2]}", version: 1);
        await TouchProfileAsync(alice);
        var page = await device.PullPageAsync();

        Assert.False(page.GetProperty("more").GetBoolean());
        Assert.Equal([ids[3], ids[0], ids[1]], page.GetProperty("collections").GetProperty("orders").GetProperty("items").Ids());
        Assert.Equal(ids[2], page.GetProperty("collections").GetProperty("orders").GetProperty("deleted")[0].GetString());
        Assert.Equal(1, page.GetProperty("collections").GetProperty("profile").GetProperty("items").GetArrayLength());
        await device.AssertEqualsServerAsync();
        var nothing = await device.PullPageAsync();
        Assert.All(nothing.GetProperty("collections").EnumerateObject(), part => Assert.Equal(0, part.Value.GetProperty("items").GetArrayLength()));
    }

    [EngineFact]
    public async Task What_happens_between_two_pages_is_neither_lost_nor_doubled()
    {
        using var vera = await host.SignInAsync("vera");
        var device = new Follower(vera);
        var ids = await PlaceAsync(vera, 20);
        var first = await device.PullPageAsync(limit: 8);
        var seen = first.GetProperty("collections").GetProperty("orders").GetProperty("items").Ids();
        var unseen = ids.Except(seen).ToList();
        Assert.True(first.GetProperty("more").GetBoolean());

        await vera.PatchAsync($"/api/v2/orders/{seen[0]}", new { note = "seen, changed" }, version: 1);
        await vera.PatchAsync($"/api/v2/orders/{unseen[0]}", new { note = "unseen, changed" }, version: 1);
        await vera.DeleteAsync($"/api/v2/orders/{seen[1]}", version: 1);
        await vera.DeleteAsync($"/api/v2/orders/{unseen[1]}", version: 1);
        await PlaceAsync(vera, 3);
        await device.PullAllAsync(limit: 8);

        // The high-water mark stands since the first page: what came after it waits for the next delta.
        Assert.Contains(seen[1], device.Orders.Keys);
        await device.PullAllAsync(limit: 8);
        await device.AssertEqualsServerAsync();
    }

    [EngineFact]
    public async Task A_page_that_is_applied_twice_changes_nothing()
    {
        using var sam = await host.SignInAsync("sam");
        await PlaceAsync(sam, 12);
        var device = new Follower(sam);
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

    [EngineFact]
    public async Task A_row_that_may_no_longer_be_seen_is_named_as_gone()
    {
        using var alice = await host.SignInAsync("alice");
        var device = new Follower(alice, "products");
        await device.PullPageAsync(limit: 50);
        var (seen, unseen) = ("TRJ-MOS", "SUN-KID");
        var seenId = device.Products.Single(row => row.Value.Text("sku") == seen).Key;

        await RetireAsync(seen);
        await RetireAsync(unseen);
        await device.PullAllAsync(limit: 50);
        Assert.Equal(199, device.Products.Count);
        var delta = await device.PullPageAsync();

        Assert.Contains(seenId, delta.GetProperty("collections").GetProperty("products").GetProperty("deleted").EnumerateArray().Select(id => id.GetString()));
        Assert.Equal(198, device.Products.Count);
        Assert.DoesNotContain(device.Products.Values, row => row.Text("sku") == seen || row.Text("sku") == unseen);
        await host.Store.WriteAsync("UPDATE products SET retired_at = NULL WHERE sku IN @skus", new { skus = new[] { seen, unseen } });
    }

    [EngineFact]
    public async Task Every_page_of_a_list_gives_the_token_from_before_its_first()
    {
        using var bob = await host.SignInAsync("bob");
        await PlaceAsync(bob, 6);
        var first = await bob.ReadAsync("/api/v2/orders?limit=4");
        var newest = first.GetProperty("items")[0].Text("id");
        await bob.PatchAsync($"/api/v2/orders/{newest}", new { note = "between two pages" }, version: 1);
        var second = await bob.ReadAsync($"/api/v2/orders?limit=4&after={first.Text("next")}");

        var delta = await bob.ReadAsync($"/api/v2/orders?since={second.Text("syncToken")}");

        Assert.Equal([newest], delta.GetProperty("items").Ids());
        Assert.Equal("between two pages", delta.GetProperty("items")[0].Text("note"));
        Assert.False(delta.GetProperty("more").GetBoolean());
    }

    [EngineFact]
    public async Task One_token_serves_the_list_both_versions_and_sync_of_the_same_collection()
    {
        using var bob = await host.SignInAsync("bob");
        var token = (await bob.ReadAsync("/api/v1/orders?limit=1")).Text("syncToken");
        var id = (await PlaceAsync(bob, 1))[0];

        Assert.Equal([id], (await bob.ReadAsync($"/api/v1/orders?since={token}")).GetProperty("items").Ids());
        Assert.Equal([id], (await bob.ReadAsync($"/api/v2/orders?since={token}")).GetProperty("items").Ids());
        Assert.Equal([id], (await bob.ReadAsync($"/api/v2/sync?collections=orders&since={token}")).GetProperty("collections").GetProperty("orders").GetProperty("items").Ids());
    }

    [EngineFact]
    public async Task The_order_of_the_names_does_not_matter_and_their_set_does()
    {
        using var alice = await host.SignInAsync("alice");
        var token = (await alice.ReadAsync("/api/v2/sync?collections=orders,profile,products&limit=500")).Text("syncToken");

        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync($"/api/v2/sync?collections=products,profile,orders,orders&since={token}")).StatusCode);
        await AssertResetAsync(alice, "/api/v2/sync?collections=orders,profile", token, "/api/v2/sync?collections=orders,profile");
        await AssertResetAsync(alice, "/api/v2/orders?limit=5", token, "/api/v2/orders");
    }

    [EngineFact]
    public async Task A_foreign_or_altered_token_starts_afresh()
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        var token = (await alice.ReadAsync("/api/v2/orders?limit=1")).Text("syncToken");

        await AssertResetAsync(bob, "/api/v2/orders?limit=5", token, "/api/v2/orders");
        for (var i = 0; i < token.Length; i++)
        {
            await AssertResetAsync(alice, "/api/v2/orders?limit=5", token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..], "/api/v2/orders");
        }

        foreach (var wrong in new[] { "", "x", token[..^4], token + "AAAA", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00Z", "2026-11-22", "yesterday", "%00", new string('A', 4000) })
        {
            await AssertResetAsync(alice, "/api/v2/orders?limit=5", wrong, "/api/v2/orders");
        }
    }

    [EngineTheory]
    [InlineData("/api/v2/sync", "unknown-collection")]
    [InlineData("/api/v2/sync?collections=", "unknown-collection")]
    [InlineData("/api/v2/sync?collections=orders,weather", "unknown-collection")]
    [InlineData("/api/v2/sync?collections=Orders", "unknown-collection")]
    [InlineData("/api/v2/sync?collections=orders&limit=0", "invalid-limit")]
    [InlineData("/api/v2/sync?collections=orders&limit=501", "invalid-limit")]
    [InlineData("/api/v2/orders?since=x&limit=101", "invalid-limit")]
    public async Task A_wrong_question_is_refused(string path, string code)
    {
        using var alice = await host.SignInAsync("alice");

        await (await alice.GetAsync(path)).AssertProblemAsync(400, code);
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

    private static async Task TouchProfileAsync(App app)
    {
        var version = (await app.ReadAsync("/api/v2/profile")).GetProperty("version").GetInt64();
        await app.PatchAsync("/api/v2/profile", new { address = $"House {version}" }, version);
    }

    internal static async Task AssertResetAsync(App app, string path, string token, string freshStart)
    {
        var answer = await app.GetAsync($"{path}&since={token}");
        await answer.AssertProblemAsync(410, "sync-reset-required");
        Assert.Equal(freshStart, answer.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync(freshStart)).StatusCode);
    }

    internal static async Task<List<string>> PlaceAsync(App app, int count)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            ids.Add(await app.PlaceOrderAsync());
        }

        return ids;
    }
}
