using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Mobile.Features.Tests.Pipeline;

public abstract class WrongInputTests(TestHost host)
{
    private const string Mug = "\"sku\":\"MUG-RED\",\"quantity\":1";
    private static readonly string DeepArray = new string('[', 200) + new string(']', 200);

    public sealed class Sqlite(SqliteHost host) : WrongInputTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : WrongInputTests(host), IClassFixture<SqlServerHost>;

    public static TheoryData<string, string, int, string> Bodies => new()
    {
        { "application/json", "", 400, "body-required" },
        { "application/json", "{", 400, "malformed-json" },
        { "application/json", "{'sku':'MUG-RED'}", 400, "malformed-json" },
        { "application/json", "null", 400, "body-required" },
        { "application/json", "[]", 400, "invalid-type" },
        { "application/json", "\"text\"", 400, "invalid-type" },
        { "application/json", "{\"x\":" + DeepArray + "}", 400, "json-too-deep" },
        { "application/json", "{\"x\":\"" + new string('x', 300_000) + "\"}", 413, "body-too-large" },
        { "text/plain", "{\"sku\":\"MUG-RED\",\"quantity\":1}", 415, "unsupported-media-type" },
        { "application/x-www-form-urlencoded", "sku=MUG-RED&quantity=1", 415, "unsupported-media-type" },
    };

    /// <summary>The members of an order's line, those beside it, and what is said of them.</summary>
    public static TheoryData<string, string, int, string> Orders => new()
    {
        { Mug, ",", 400, "malformed-json" },
        { Mug, "} {", 400, "malformed-json" },
        { "\"sku\":\"MUG-RED\",\"sku\":\"MUG-RED\",\"quantity\":1", "", 400, "malformed-json" },
        { Mug, ",\"note\":\"a\",\"note\":\"a\"", 400, "malformed-json" },
        { "\"sku\":\"a\u0001b\",\"quantity\":1", "", 400, "malformed-json" },
        { "\"sku\":\"\\ud800\",\"quantity\":1", "", 400, "invalid-type" },
        { "\"sku\":5,\"quantity\":1", "", 400, "invalid-type" },
        { "\"sku\":\"MUG-RED\",\"quantity\":\"1\"", "", 400, "invalid-type" },
        { "\"sku\":\"MUG-RED\",\"quantity\":1.5", "", 400, "invalid-type" },
        { "\"sku\":\"MUG-RED\",\"quantity\":99999999999", "", 400, "invalid-type" },
        { "\"sku\":\"MUG-RED\",\"quantity\":null", "", 400, "invalid-type" },
        { "\"sku\":\"MUG-RED\",\"quantity\":0", "", 400, "validation-failed" },
        { "\"sku\":\"MUG-RED\",\"quantity\":100", "", 400, "validation-failed" },
        { "\"sku\":\"MUG-RED\",\"quantity\":-1", "", 400, "validation-failed" },
        { "\"sku\":\"MUG-RED\"", "", 400, "validation-failed" },
        { "\"quantity\":1", "", 400, "validation-failed" },
        { "\"sku\":null,\"quantity\":1", "", 400, "validation-failed" },
        { "\"sku\":\"\",\"quantity\":1", "", 400, "validation-failed" },
        { "\"Sku\":\"MUG-RED\",\"quantity\":1", "", 400, "validation-failed" },
        { "\"sku\":\"" + new string('x', 51) + "\",\"quantity\":1", "", 400, "validation-failed" },
        { Mug, ",\"id\":\"1\"", 400, "validation-failed" },
        { Mug, ",\"id\":\"0197F0A05C1E7B3A9F000C8F6F7A1D42\"", 400, "validation-failed" },
        { Mug, ",\"id\":\"0197f0a05c1e4b3a9f000c8f6f7a1d42\"", 400, "validation-failed" },
        { Mug, ",\"note\":\"bell\\u0007\"", 400, "validation-failed" },
        { Mug, ",\"note\":\"nul\\u0000\"", 400, "validation-failed" },
        { Mug, ",\"note\":\"" + new string('x', 501) + "\"", 400, "validation-failed" },
        { "\"sku\":\"no such\",\"quantity\":1", "", 422, "unknown-sku" },
        { "\"sku\":\"'; DROP TABLE orders; --\",\"quantity\":1", "", 422, "unknown-sku" },
    };

    public static TheoryData<string, string, string> Errors => new()
    {
        { "v1", "{}", "sku" },
        { "v1", "{\"sku\":\"MUG-RED\",\"quantity\":0}", "quantity" },
        { "v2", "{\"lines\":[]}", "lines" },
        { "v2", "{\"lines\":null}", "lines" },
        { "v2", "{}", "lines" },
        { "v2", "{\"lines\":[{\"sku\":\"MUG-RED\",\"quantity\":1},{\"sku\":\"MUG-RED\",\"quantity\":0}]}", "lines[1].quantity" },
        { "v2", "{\"lines\":[{\"quantity\":1}]}", "lines[0].sku" },
        { "v2", "{\"lines\":[" + string.Join(',', Enumerable.Repeat("{\"sku\":\"MUG-RED\",\"quantity\":1}", 51)) + "]}", "lines" },
        { "v2", "{\"lines\":[null]}", "lines" },
    };

    [EngineTheory]
    [EveryVersion(Rows = nameof(Bodies))]
    public async Task A_wrong_body_gets_its_own_code_and_changes_nothing(string mediaType, string body, int status, string code, string version)
    {
        using var alice = await host.SignInAsync("alice");
        var before = await CountAsync();

        var answer = await alice.PostAsync($"/api/{version}/orders", Content(mediaType, Encoding.UTF8.GetBytes(body)), App.NewKey());

        await answer.AssertProblemAsync(status, code);
        Assert.Equal(before, await CountAsync());
    }

    [EngineTheory]
    [EveryVersion(Rows = nameof(Orders))]
    public async Task A_wrong_order_gets_its_own_code_and_changes_nothing(string line, string rest, int status, string code, string version)
    {
        using var alice = await host.SignInAsync("alice");
        var before = await CountAsync();

        var answer = await alice.PostAsync($"/api/{version}/orders", Json(Contract.Of(version).OrderText(line, rest)), App.NewKey());

        await answer.AssertProblemAsync(status, code);
        Assert.Equal(before, await CountAsync());
    }

    [EngineTheory]
    [MemberData(nameof(Errors))]
    public async Task Errors_are_keyed_by_the_path_that_the_caller_sent(string version, string body, string path)
    {
        using var alice = await host.SignInAsync("alice");

        var answer = await alice.PostAsync($"/api/{version}/orders", Json(body), App.NewKey());

        var problem = await answer.AssertProblemAsync(400, "validation-failed");
        Assert.Contains(path, problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_wrong_type_names_its_member(string version)
    {
        using var alice = await host.SignInAsync("alice");

        var answer = await alice.PostAsync($"/api/{version}/orders", Json(Contract.Of(version).OrderText("\"sku\":\"MUG-RED\",\"quantity\":\"two\"")), App.NewKey());

        var problem = await answer.AssertProblemAsync(400, "invalid-type");
        Assert.True(problem.GetProperty("errors").TryGetProperty(Contract.Of(version).ErrorIn("quantity"), out _));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Bad_utf8_is_malformed_json(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var body = Encoding.Latin1.GetBytes(Contract.Of(version).OrderText("\"sku\":\"MUG-\u00c3\u0028\",\"quantity\":1"));

        await (await alice.PostAsync($"/api/{version}/orders", Content("application/json", body), App.NewKey())).AssertProblemAsync(400, "malformed-json");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_chunked_body_is_capped_as_well(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var chunk = new string('x', 70_000);
        var chunks = string.Concat(Enumerable.Repeat($"{chunk.Length:x}\r\n{chunk}\r\n", 5));

        var answer = await RawHttp.SendAsync(
            host.Address,
            $"POST /api/{version}/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {alice.AccessToken}\r\nIdempotency-Key: {App.NewKey()}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{chunks}0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"body-too-large\"", answer, StringComparison.Ordinal);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Unknown_members_and_parameters_are_ignored(string version)
    {
        using var alice = await host.SignInAsync("alice");

        var answer = await alice.PostAsync(
            $"/api/{version}/orders?later=1", Json(Contract.Of(version).OrderText(Mug + ",\"later\":1", ",\"later\":{\"a\":[1]}")), App.NewKey());

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [EngineTheory]
    [InlineData("GET", "/api/v99/orders", 404, "unknown-api-version")]
    [InlineData("GET", "/api/v", 404, "unknown-api-version")]
    [InlineData("GET", "/nothing", 404, "not-found")]
    [InlineData("GET", "/openapi/v9.json", 404, "not-found")]
    [InlineData("GET", "/problems/nothing", 404, "not-found")]
    [InlineData("POST", "/nothing", 404, "not-found")]
    [InlineData("PUT", "/api/v99/orders", 404, "unknown-api-version")]
    [InlineData("DELETE", "/oauth/token", 405, "method-not-allowed")]
    public async Task A_wrong_address_is_a_problem_too(string method, string path, int status, string code)
    {
        using var alice = await host.SignInAsync("alice");

        await (await alice.SendAsync(new HttpMethod(method), path, null)).AssertProblemAsync(status, code);
    }

    [EngineTheory]
    [EveryVersion("GET", "nothing", 404, "not-found")]
    [EveryVersion("PUT", "orders", 405, "method-not-allowed")]
    [EveryVersion("POST", "nothing", 404, "not-found")]
    [EveryVersion("DELETE", "orders/1/nothing", 404, "not-found")]
    public async Task So_is_a_wrong_address_within_a_version(string method, string path, int status, string code, string version)
    {
        using var alice = await host.SignInAsync("alice");

        await (await alice.SendAsync(new HttpMethod(method), $"/api/{version}/{path}", null)).AssertProblemAsync(status, code);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_client_that_accepts_html_only_gets_the_problem_all_the_same(string version)
    {
        using var alice = await host.SignInAsync("alice");

        await (await alice.GetAsync($"/api/{version}/orders?limit=0", ("Accept", "text/html"))).AssertProblemAsync(400, "invalid-limit");
        var invalid = await alice.SendAsync(
            HttpMethod.Post, $"/api/{version}/orders", Json("{}"), ("Accept", "text/html"), ("Idempotency-Key", App.NewKey()));
        await invalid.AssertProblemAsync(400, "validation-failed");
    }

    private static ByteArrayContent Json(string body) => Content("application/json", Encoding.UTF8.GetBytes(body));

    private static ByteArrayContent Content(string mediaType, byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };

    private Task<long> CountAsync() => host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders");
}
