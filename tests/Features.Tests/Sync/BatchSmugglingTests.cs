using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Mobile.Features.Tests.Sync;

/// <summary>A request inside a batch is what it would be alone: it reaches nothing else, and speaks for nobody else.</summary>
public sealed class BatchSmugglingTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Theory]
    [EveryVersion("https://elsewhere.example/orders")]
    [EveryVersion("http:/orders")]
    [EveryVersion("orders")]
    [EveryVersion("?limit=1")]
    [EveryVersion("\\orders")]
    [EveryVersion(" /orders")]
    [EveryVersion("//elsewhere.example/orders")]
    [EveryVersion("/../orders")]
    [EveryVersion("/..//orders")]
    [EveryVersion("/../../admin")]
    [EveryVersion("/../../health/ready")]
    [EveryVersion("/../../oauth/token")]
    [EveryVersion("/../../dev-identity/jwks")]
    [EveryVersion("/%2e%2e/%2e%2e/admin")]
    [EveryVersion("/..%2f..%2fadmin")]
    [EveryVersion("/%2e%2e%2f%2e%2e%2fhealth%2fready")]
    [EveryVersion("/..%5c..%5cadmin")]
    [EveryVersion("/%252e%252e/admin")]
    [EveryVersion("/..;/..;/admin")]
    [EveryVersion("/orders/../../../admin")]
    [EveryVersion("/admin")]
    [EveryVersion("/health/ready")]
    [EveryVersion("/oauth/token")]
    [EveryVersion("/api/config")]
    [EveryVersion("/openapi/v1.json")]
    [EveryVersion("/orders%00")]
    [EveryVersion("/orders\r\nX-Evil: 1")]
    [EveryVersion("/orders%0d%0aX-Evil:%201")]
    [EveryVersion("/orders HTTP/1.1\r\nHost: elsewhere")]
    [EveryVersion("/orders#/../../admin")]
    public async Task A_url_reaches_what_is_below_its_version_and_nothing_else(string url, string version)
    {
        using var alice = await host.SignInAsync("alice");

        var reply = Assert.Single(await RunAsync(alice, version, [new { id = "1", method = "GET", url }]));

        Assert.Contains(reply.GetProperty("status").GetInt32(), new[] { 400, 404 });
        Assert.DoesNotContain("\"items\"", reply.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(reply.GetProperty("headers").EnumerateObject(), header => header.Name is "X-Evil" or "Set-Cookie" or "Location");
    }

    [Theory]
    [EveryVersion("BATCH")]
    [EveryVersion("/batch")]
    [EveryVersion("/%62atch")]
    [EveryVersion("/BATCH")]
    [EveryVersion("/batch/")]
    [EveryVersion("/batch?x=1")]
    public async Task A_batch_holds_no_other_however_it_is_spelt(string url, string version)
    {
        using var alice = await host.SignInAsync("alice");
        var inner = new { requests = new[] { new { id = "1", method = "GET", url = "/profile" } } };

        var reply = Assert.Single(await RunAsync(alice, version, [new { id = "1", method = "POST", url, body = inner }]));

        Assert.InRange(reply.GetProperty("status").GetInt32(), 400, 405);
        Assert.DoesNotContain("alice@example.com", reply.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [EveryVersion("Authorization")]
    [EveryVersion("authorization")]
    [EveryVersion("AUTHORIZATION")]
    public async Task The_token_is_that_of_the_batch(string header, string version)
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        using var nobody = App.Anonymous(host.Address);
        object[] request = [new { id = "1", method = "GET", url = "/profile", headers = new Dictionary<string, string> { [header] = $"Bearer {alice.AccessToken}" } }];

        Assert.Equal("bob@example.com", Assert.Single(await RunAsync(bob, version, request)).GetProperty("body").Text("email"));
        await (await SendAsync(nobody, version, request)).AssertProblemAsync(401, "unauthenticated");
    }

    [Theory]
    [EveryVersion("X-Device-Id", "another-phone")]
    [EveryVersion("X-App-Platform", "nonsense")]
    [EveryVersion("X-App-Version", "0.0.1")]
    [EveryVersion("Host", "elsewhere.example")]
    [EveryVersion("X-Forwarded-Host", "elsewhere.example")]
    [EveryVersion("X-Forwarded-For", "203.0.113.7")]
    [EveryVersion("X-Forwarded-Proto", "gopher")]
    [EveryVersion("X-HTTP-Method-Override", "DELETE")]
    [EveryVersion("X-HTTP-Method", "DELETE")]
    [EveryVersion("X-Method-Override", "DELETE")]
    [EveryVersion("X-Original-URL", "/admin")]
    [EveryVersion("X-Rewrite-URL", "/admin")]
    [EveryVersion("Cookie", "mobile-staff=1")]
    [EveryVersion("Transfer-Encoding", "chunked")]
    [EveryVersion("Content-Length", "7")]
    [EveryVersion("Connection", "Upgrade")]
    [EveryVersion("Upgrade", "h2c")]
    [EveryVersion("Expect", "100-continue")]
    public async Task A_header_of_one_request_changes_neither_what_it_is_nor_who_sends_it(string header, string value, string version)
    {
        using var alice = await host.SignInAsync("alice");

        var replies = await RunAsync(alice, version, [
            new { id = "1", method = "GET", url = "/profile", headers = new Dictionary<string, string> { [header] = value } },
            new { id = "2", method = "GET", url = "/profile" },
        ]);

        Assert.Equal([200, 200], replies.Select(reply => reply.GetProperty("status").GetInt32()));
        Assert.Equal(replies[1].GetProperty("body").GetRawText(), replies[0].GetProperty("body").GetRawText());
        Assert.All(replies, reply => Assert.DoesNotContain(value.Length > 6 ? value : "elsewhere", reply.GetProperty("headers").GetRawText(), StringComparison.Ordinal));
    }

    [Theory]
    [EveryVersion("X-Evil: 1\r\nIdempotency-Key", "x")]
    [EveryVersion("X-Note", "1\r\nSet-Cookie: a=b")]
    [EveryVersion("", "x")]
    [EveryVersion("X-Nul", "a\u0000b")]
    public async Task A_header_that_is_none_splits_nothing(string header, string value, string version)
    {
        using var alice = await host.SignInAsync("alice");

        var answer = await SendAsync(alice, version, [new { id = "1", method = "GET", url = "/profile", headers = new Dictionary<string, string> { [header] = value } }]);

        Assert.InRange((int)answer.StatusCode, 200, 400);
        Assert.Null(answer.Header("Set-Cookie"));
        Assert.Null(answer.Header("X-Evil"));
    }

    [Theory]
    [EveryVersion]
    public async Task A_key_is_good_for_one_request_of_a_batch_and_for_one_user(string version)
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        var (key, order) = (App.NewKey(), Contract.Of(version).Order("MUG-RED"));
        object[] twice =
        [
            new { id = "1", method = "POST", url = "/orders", headers = new Dictionary<string, string> { ["Idempotency-Key"] = key }, body = order },
            new { id = "2", method = "POST", url = "/orders", headers = new Dictionary<string, string> { ["idempotency-key"] = key }, body = order },
            new { id = "3", method = "POST", url = "/Orders", headers = new Dictionary<string, string> { ["Idempotency-Key"] = key, ["IDEMPOTENCY-KEY"] = App.NewKey() }, body = order },
        ];

        var hers = await RunAsync(alice, version, twice);
        var his = await RunAsync(bob, version, [twice[0]]);

        Assert.Equal(hers[0].GetProperty("body").Text("id"), hers[1].GetProperty("body").Text("id"));
        Assert.NotEqual(hers[0].GetProperty("body").Text("id"), his[0].GetProperty("body").Text("id"));
    }

    private static Task<HttpResponseMessage> SendAsync(App app, string version, object[] requests) =>
        app.SendAsync(HttpMethod.Post, $"/api/{version}/batch", JsonContent.Create(new { requests }));

    private static async Task<IReadOnlyList<JsonElement>> RunAsync(App app, string version, object[] requests)
    {
        var answer = await SendAsync(app, version, requests);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return [.. (await answer.ReadAsync()).GetProperty("responses").EnumerateArray()];
    }
}
