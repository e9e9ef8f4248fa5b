using System.Net;
using System.Text.Json;

namespace Mobile.Features.Tests.Sync;

public abstract class BatchTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : BatchTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : BatchTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [InlineData("v1")]
    [InlineData("v2")]
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
            Assert.Equal(one.GetProperty("body").GetRawText(), two.GetProperty("body").GetRawText());
            Assert.Equal("true", two.GetProperty("headers").Text("Idempotent-Replayed"));
        }
    }

    [EngineFact]
    public async Task What_depends_on_a_failure_is_left_out_and_nothing_else()
    {
        using var alice = await host.SignInAsync("alice");

        var replies = await RunAsync(
            alice,
            "v2",
            [
                Place("v2", "good", "MUG-RED"),
                Place("v2", "bad", "NOPE"),
                Place("v2", "needs-bad", "MUG-RED", "bad"),
                Place("v2", "needs-that", "MUG-RED", "good", "needs-bad"),
                Place("v2", "needs-good", "MUG-RED", "good"),
                Place("v2", "needs-later", "MUG-RED", "last"),
                Place("v2", "last", "MUG-RED"),
            ]);

        Assert.Equal([201, 422, 424, 424, 201, 400, 201], Statuses(replies));
        Assert.Equal("dependency-failed", replies[2].GetProperty("body").Text("code"));
        Assert.Equal("invalid-batch-item", replies[5].GetProperty("body").Text("code"));
    }

    [EngineFact]
    public async Task Each_request_passes_the_whole_pipeline()
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        var hers = (await alice.ReadAsync("/api/v2/orders?limit=1")).GetProperty("items")[0].Text("id");

        var replies = await RunAsync(
            bob,
            "v2",
            [
                new { id = "foreign", method = "GET", url = $"/orders/{hers}" },
                new { id = "not-hers", method = "GET", url = "/profile", headers = new { Authorization = $"Bearer {alice.AccessToken}" } },
                new { id = "no-key", method = "POST", url = "/orders", body = new { lines = new[] { new { sku = "MUG-RED", quantity = 1 } } } },
                new { id = "no-body", method = "POST", url = "/orders", headers = Key() },
                new { id = "no-match", method = "PATCH", url = "/profile", headers = Key(), body = new { name = "B" } },
                new { id = "limit", method = "GET", url = "/orders?limit=0" },
                new { id = "unknown", method = "GET", url = "/nothing" },
                new { id = "verb", method = "BREW", url = "/orders" },
                new { id = "other-version", method = "GET", url = "/../v1/orders" },
                new { id = "absolute", method = "GET", url = "https://example.com/orders" },
                new { id = "nested", method = "POST", url = "/%62atch", body = new { requests = new[] { new { id = "1", method = "GET", url = "/profile" } } } },
                new { id = "unchanged", method = "GET", url = "/profile", headers = new Dictionary<string, string> { ["If-None-Match"] = "\"1\"" } },
                new { id = "large", method = "POST", url = "/orders", headers = Key(), body = new { x = new string('x', 300_000) } },
            ]);

        Assert.Equal([404, 200, 400, 400, 428, 400, 404, 405, 404, 400, 400, 304, 413], Statuses(replies));
        Assert.Equal("bob@example.com", replies[1].GetProperty("body").Text("email"));
        Assert.Equal("idempotency-key-missing", replies[2].GetProperty("body").Text("code"));
        Assert.Equal("body-required", replies[3].GetProperty("body").Text("code"));
        Assert.Equal("invalid-batch-item", replies[10].GetProperty("body").Text("code"));
        Assert.False(replies[11].TryGetProperty("body", out _));
    }

    [EngineFact]
    public async Task An_order_placed_in_a_batch_replays_outside_of_it()
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        var body = new { lines = new[] { new { sku = "MUG-RED", quantity = 1 } } };

        var inside = await RunAsync(alice, "v2", [new { id = "1", method = "POST", url = "/orders", headers = Key(key), body }]);
        var outside = await alice.PostAsync("/api/v2/orders", body, key);

        Assert.True(outside.IsReplay());
        Assert.Equal(await outside.Content.ReadAsStringAsync(), inside[0].GetProperty("body").GetRawText());
        Assert.Equal(outside.Header("ETag"), inside[0].GetProperty("headers").Text("ETag"));
        Assert.Equal(outside.Header("Location"), inside[0].GetProperty("headers").Text("Location"));
    }

    [EngineTheory]
    [InlineData("{\"requests\":[]}", 400, "validation-failed")]
    [InlineData("{}", 400, "validation-failed")]
    [InlineData("{\"requests\":[null]}", 400, "validation-failed")]
    [InlineData("{\"requests\":[{\"method\":\"GET\",\"url\":\"/profile\"}]}", 400, "validation-failed")]
    [InlineData("{\"requests\":[{\"id\":\"1\",\"method\":\"GET\",\"url\":\"/profile\"},{\"id\":\"1\",\"method\":\"GET\",\"url\":\"/profile\"}]}", 400, "validation-failed")]
    [InlineData("{\"requests\":[{\"id\":1,\"method\":\"GET\",\"url\":\"/profile\"}]}", 400, "invalid-type")]
    [InlineData("{\"requests\":{}}", 400, "invalid-type")]
    public async Task A_batch_that_cannot_be_read_is_refused_whole(string body, int status, string code)
    {
        using var alice = await host.SignInAsync("alice");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        await (await alice.SendAsync(HttpMethod.Post, "/api/v2/batch", content)).AssertProblemAsync(status, code);
    }

    [EngineFact]
    public async Task More_than_fifty_or_more_than_a_mebibyte_is_refused()
    {
        using var alice = await host.SignInAsync("alice");
        var many = Enumerable.Range(0, 51).Select(i => new { id = $"{i}", method = "GET", url = "/profile" });
        var large = Enumerable.Range(0, 5).Select(i => new { id = $"{i}", method = "GET", url = "/profile", body = new string('x', 250_000) });
        var allowed = large.Take(3);

        await (await alice.PostAsync("/api/v2/batch", new { requests = many }, App.NewKey())).AssertProblemAsync(400, "validation-failed");
        await (await alice.PostAsync("/api/v2/batch", new { requests = large }, App.NewKey())).AssertProblemAsync(413, "body-too-large");
        Assert.Equal(HttpStatusCode.OK, (await alice.PostAsync("/api/v2/batch", new { requests = allowed }, App.NewKey())).StatusCode);
        await (await App.Anonymous(host.Address).PostAsync("/api/v2/batch", new { requests = many }, App.NewKey())).AssertProblemAsync(401, "unauthenticated");
    }

    private static object Place(string version, string id, string sku, params string[] dependsOn) => new
    {
        id,
        method = "POST",
        url = "/orders",
        headers = Key(),
        body = version == "v1" ? (object)new { sku, quantity = 1 } : new { lines = new[] { new { sku, quantity = 1 } } },
        dependsOn,
    };

    private static Dictionary<string, string> Key(string? key = null) => new(StringComparer.Ordinal) { ["Idempotency-Key"] = key ?? App.NewKey() };

    private static async Task<JsonElement> RunAsync(App app, string version, IReadOnlyList<object> requests)
    {
        var answer = await app.PostAsync($"/api/{version}/batch", new { requests }, App.NewKey());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.ReadAsync()).GetProperty("responses");
    }

    private static IEnumerable<int> Statuses(JsonElement replies) => replies.EnumerateArray().Select(reply => reply.GetProperty("status").GetInt32());

    private static async Task<string> TokenAsync(App app, string version)
    {
        var page = await app.ReadAsync($"/api/{version}/sync?collections=orders&limit=500");
        Assert.False(page.GetProperty("more").GetBoolean());
        return page.Text("syncToken");
    }
}
