using System.Net;
using System.Text.Json;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Sync;

public abstract class BatchTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : BatchTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : BatchTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [EveryVersion]
    public async Task Of_fifty_with_a_failing_one_in_the_middle_the_rest_succeed_and_a_repetition_does_nothing(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var token = await TokenAsync(alice, version);
        var before = await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders");
        var items = Enumerable.Range(0, 49).Select(i => Place(version, $"{i}", i == 24 ? "NOPE" : "MUG-RED")).Append<object>(
            new { id = "pull", method = "GET", url = $"/sync?collections=orders&since={token}&limit=500" }).ToList();

        var first = await RunAsync(alice, version, items);
        var again = await RunAsync(alice, version, items);

        Assert.Equal(Enumerable.Range(0, 49).Select(i => $"{i}").Append("pull"), first.Ids());
        Assert.Equal(Enumerable.Range(0, 49).Select(i => i == 24 ? 422 : 201).Append(200), Statuses(first));
        Assert.Equal(48, first[49].GetProperty("body").GetProperty("collections").GetProperty("orders").GetProperty("items").GetArrayLength());
        Assert.Equal(before + 48, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders"));
        foreach (var (one, two) in first.EnumerateArray().Zip(again.EnumerateArray()).Take(49))
        {
            Assert.Equal(Told(one), Told(two));
            Assert.Equal("true", two.GetProperty("headers").Text("Idempotent-Replayed"));
        }
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Beyond_four_mebibytes_of_replies_what_follows_is_not_run_and_can_be_sent_again(string version)
    {
        using var pia = await host.SignInAsync("pia");
        await pia.PlaceOrderAsync(version: version);
        await LargeOrders.AddAsync(host.Store, "pia", 60, host.Clock.UnixMilliseconds());
        var before = await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders");
        List<object> items =
        [
            Place(version, "first", "MUG-RED"),
            .. Enumerable.Range(0, 40).Select(i => new { id = $"{i}", method = "GET", url = "/sync?collections=orders&limit=500" }),
            Place(version, "late", "MUG-RED"),
            Place(version, "needs-full", "MUG-RED", "39"),
            new { id = "profile", method = "GET", url = "/profile" },
        ];

        var answer = await pia.PostAsync($"/api/{version}/batch", new { requests = items }, App.NewKey());
        var text = await answer.Content.ReadAsStringAsync();
        var replies = JsonElement.Parse(text).GetProperty("responses");

        Assert.InRange(text.Length, 3 * 1024 * 1024, 5 * 1024 * 1024);
        var statuses = Statuses(replies).ToList();
        Assert.Equal(201, statuses[0]);
        var done = statuses.Count(status => status == 200);
        Assert.InRange(done, 14, 32);
        Assert.Equal([201, .. Enumerable.Repeat(200, done), .. Enumerable.Repeat(429, 41 - done), 424, 429], statuses);
        var full = replies[done + 1];
        Assert.Equal(("batch-full", true), (full.GetProperty("body").Text("code"), full.GetProperty("body").GetProperty("retryable").GetBoolean()));
        Assert.Equal("1", full.GetProperty("headers").Text("Retry-After"));
        Assert.True(replies[42].GetProperty("body").GetProperty("retryable").GetBoolean());
        Assert.Equal("1", replies[42].GetProperty("headers").Text("Retry-After"));
        Assert.Equal(before + 1, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders"));

        var again = await RunAsync(pia, version, [items[0], items[41], items[43]]);

        Assert.Equal([201, 201, 200], Statuses(again));
        Assert.Equal("true", again[0].GetProperty("headers").Text("Idempotent-Replayed"));
        Assert.Equal(before + 2, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders"));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task What_depends_on_a_failure_is_left_out_and_nothing_else(string version)
    {
        using var alice = await host.SignInAsync("alice");

        var replies = await RunAsync(
            alice,
            version,
            [
                Place(version, "good", "MUG-RED"),
                Place(version, "bad", "NOPE"),
                Place(version, "needs-bad", "MUG-RED", "bad"),
                Place(version, "needs-that", "MUG-RED", "good", "needs-bad"),
                Place(version, "needs-good", "MUG-RED", "good"),
                Place(version, "needs-later", "MUG-RED", "last"),
                Place(version, "last", "MUG-RED"),
            ]);

        Assert.Equal([201, 422, 424, 424, 201, 400, 201], Statuses(replies));
        Assert.Equal("dependency-failed", replies[2].GetProperty("body").Text("code"));
        Assert.Equal("invalid-batch-item", replies[5].GetProperty("body").Text("code"));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Each_request_passes_the_whole_pipeline(string version)
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        var hers = (await alice.ReadAsync($"/api/{version}/orders?limit=1")).GetProperty("items")[0].Text("id");
        var held = (await bob.GetAsync($"/api/{version}/profile")).Header("ETag")!;

        var replies = await RunAsync(
            bob,
            version,
            [
                new { id = "foreign", method = "GET", url = $"/orders/{hers}" },
                new { id = "not-hers", method = "GET", url = "/profile", headers = new { Authorization = $"Bearer {alice.AccessToken}" } },
                new { id = "no-key", method = "POST", url = "/orders", body = Contract.Of(version).Order("MUG-RED") },
                new { id = "no-body", method = "POST", url = "/orders", headers = Key() },
                new { id = "no-match", method = "PATCH", url = "/profile", headers = Key(), body = new { name = "B" } },
                new { id = "limit", method = "GET", url = "/orders?limit=0" },
                new { id = "unknown", method = "GET", url = "/nothing" },
                new { id = "verb", method = "BREW", url = "/orders" },
                new { id = "other-version", method = "GET", url = $"/../{ApiVersions.Names.First(name => name != version)}/orders" },
                new { id = "absolute", method = "GET", url = "https://example.com/orders" },
                new { id = "nested", method = "POST", url = "/%62atch", body = new { requests = new[] { new { id = "1", method = "GET", url = "/profile" } } } },
                new { id = "unchanged", method = "GET", url = "/profile", headers = new Dictionary<string, string> { ["If-None-Match"] = held } },
                new { id = "large", method = "POST", url = "/orders", headers = Key(), body = new { x = new string('x', 300_000) } },
            ]);

        Assert.Equal([404, 200, 400, 400, 428, 400, 404, 405, 404, 400, 400, 304, 413], Statuses(replies));
        Assert.Equal("bob@example.com", replies[1].GetProperty("body").Text("email"));
        Assert.Equal("idempotency-key-missing", replies[2].GetProperty("body").Text("code"));
        Assert.Equal("body-required", replies[3].GetProperty("body").Text("code"));
        Assert.Equal("invalid-batch-item", replies[10].GetProperty("body").Text("code"));
        Assert.False(replies[11].TryGetProperty("body", out _));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task An_order_placed_in_a_batch_replays_outside_of_it(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        var body = Contract.Of(version).Order("MUG-RED");

        var inside = await RunAsync(alice, version, [new { id = "1", method = "POST", url = "/orders", headers = Key(key), body }]);
        var outside = await alice.PostAsync($"/api/{version}/orders", body, key);

        Assert.True(outside.IsReplay());
        Assert.Equal(await outside.Content.ReadAsStringAsync(), inside[0].GetProperty("body").GetRawText());
        Assert.Equal(outside.Header("ETag"), inside[0].GetProperty("headers").Text("ETag"));
        Assert.Equal(outside.Header("Location"), inside[0].GetProperty("headers").Text("Location"));
    }

    [EngineTheory]
    [EveryVersion("{\"requests\":[]}", 400, "validation-failed")]
    [EveryVersion("{}", 400, "validation-failed")]
    [EveryVersion("{\"requests\":[null]}", 400, "validation-failed")]
    [EveryVersion("{\"requests\":[{\"method\":\"GET\",\"url\":\"/profile\"}]}", 400, "validation-failed")]
    [EveryVersion("{\"requests\":[{\"id\":\"1\",\"method\":\"GET\",\"url\":\"/profile\"},{\"id\":\"1\",\"method\":\"GET\",\"url\":\"/profile\"}]}", 400, "validation-failed")]
    [EveryVersion("{\"requests\":[{\"id\":1,\"method\":\"GET\",\"url\":\"/profile\"}]}", 400, "invalid-type")]
    [EveryVersion("{\"requests\":{}}", 400, "invalid-type")]
    public async Task A_batch_that_cannot_be_read_is_refused_whole(string body, int status, string code, string version)
    {
        using var alice = await host.SignInAsync("alice");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        await (await alice.SendAsync(HttpMethod.Post, $"/api/{version}/batch", content)).AssertProblemAsync(status, code);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task More_than_fifty_or_more_than_a_mebibyte_is_refused(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var many = Enumerable.Range(0, 51).Select(i => new { id = $"{i}", method = "GET", url = "/profile" });
        var large = Enumerable.Range(0, 5).Select(i => new { id = $"{i}", method = "GET", url = "/profile", body = new string('x', 250_000) });
        var allowed = large.Take(3);

        await (await alice.PostAsync($"/api/{version}/batch", new { requests = many }, App.NewKey())).AssertProblemAsync(400, "validation-failed");
        await (await alice.PostAsync($"/api/{version}/batch", new { requests = large }, App.NewKey())).AssertProblemAsync(413, "body-too-large");
        Assert.Equal(HttpStatusCode.OK, (await alice.PostAsync($"/api/{version}/batch", new { requests = allowed }, App.NewKey())).StatusCode);
        await (await App.Anonymous(host.Address).PostAsync($"/api/{version}/batch", new { requests = many }, App.NewKey())).AssertProblemAsync(401, "unauthenticated");
    }

    private static object Place(string version, string id, string sku, params string[] dependsOn) => new
    {
        id,
        method = "POST",
        url = "/orders",
        headers = Key(),
        body = Contract.Of(version).Order(sku),
        dependsOn,
    };

    private static Dictionary<string, string> Key(string? key = null) => new(StringComparer.Ordinal) { ["Idempotency-Key"] = key ?? App.NewKey() };

    private static async Task<JsonElement> RunAsync(App app, string version, IReadOnlyList<object> requests)
    {
        var answer = await app.PostAsync($"/api/{version}/batch", new { requests }, App.NewKey());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.ReadAsync()).GetProperty("responses");
    }

    /// <summary>What a repetition has to say again: a success as it was, and of a refusal its code.</summary>
    private static string Told(JsonElement reply) => reply.GetProperty("status").GetInt32() < 400
        ? reply.GetProperty("body").GetRawText()
        : reply.GetProperty("body").Text("code");

    private static IEnumerable<int> Statuses(JsonElement replies) => replies.EnumerateArray().Select(reply => reply.GetProperty("status").GetInt32());

    private static async Task<string> TokenAsync(App app, string version)
    {
        var page = await app.ReadAsync($"/api/{version}/sync?collections=orders&limit=500");
        Assert.False(page.GetProperty("more").GetBoolean());
        return page.Text("syncToken");
    }
}
