using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Mobile.Features.Tests.Pipeline;

public abstract class WrongInputTests(TestHost host)
{
    private static readonly string DeepArray = new string('[', 200) + new string(']', 200);

    public sealed class Sqlite(SqliteHost host) : WrongInputTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : WrongInputTests(host), IClassFixture<SqlServerHost>;

    public static TheoryData<string, string, int, string> Bodies => new()
    {
        { "application/json", "", 400, "body-required" },
        { "application/json", "{", 400, "malformed-json" },
        { "application/json", "{\"sku\":\"MUG-RED\",\"quantity\":1,}", 400, "malformed-json" },
        { "application/json", "{'sku':'MUG-RED'}", 400, "malformed-json" },
        { "application/json", "{\"sku\":\"MUG-RED\",\"quantity\":1} {}", 400, "malformed-json" },
        { "application/json", "{\"sku\":\"MUG-RED\",\"sku\":\"MUG-RED\",\"quantity\":1}", 400, "malformed-json" },
        { "application/json", "{\"sku\":\"a\u0001b\",\"quantity\":1}", 400, "malformed-json" },
        { "application/json", "{\"sku\":\"\\ud800\",\"quantity\":1}", 400, "invalid-type" },
        { "application/json", "{\"x\":" + DeepArray + ",\"sku\":\"MUG-RED\",\"quantity\":1}", 400, "json-too-deep" },
        { "application/json", "null", 400, "body-required" },
        { "application/json", "[]", 400, "invalid-type" },
        { "application/json", "\"text\"", 400, "invalid-type" },
        { "application/json", "{\"sku\":5,\"quantity\":1}", 400, "invalid-type" },
        { "application/json", "{\"sku\":\"MUG-RED\",\"quantity\":\"1\"}", 400, "invalid-type" },
        { "application/json", "{\"sku\":\"MUG-RED\",\"quantity\":1.5}", 400, "invalid-type" },
        { "application/json", "{\"sku\":\"MUG-RED\",\"quantity\":99999999999}", 400, "invalid-type" },
        { "application/json", "{\"sku\":\"MUG-RED\",\"quantity\":null}", 400, "invalid-type" },
        { "application/json", "{\"sku\":\"MUG-RED\",\"quantity\":0}", 400, "validation-failed" },
        { "application/json", "{\"sku\":\"MUG-RED\",\"quantity\":100}", 400, "validation-failed" },
        { "application/json", "{\"sku\":\"MUG-RED\",\"quantity\":-1}", 400, "validation-failed" },
        { "application/json", "{\"sku\":\"MUG-RED\"}", 400, "validation-failed" },
        { "application/json", "{\"quantity\":1}", 400, "validation-failed" },
        { "application/json", "{\"sku\":null,\"quantity\":1}", 400, "validation-failed" },
        { "application/json", "{\"sku\":\"\",\"quantity\":1}", 400, "validation-failed" },
        { "application/json", "{\"Sku\":\"MUG-RED\",\"quantity\":1}", 400, "validation-failed" },
        { "application/json", "{\"id\":\"1\",\"sku\":\"MUG-RED\",\"quantity\":1}", 400, "validation-failed" },
        { "application/json", "{\"id\":\"0197F0A05C1E7B3A9F000C8F6F7A1D42\",\"sku\":\"MUG-RED\",\"quantity\":1}", 400, "validation-failed" },
        { "application/json", "{\"id\":\"0197f0a05c1e4b3a9f000c8f6f7a1d42\",\"sku\":\"MUG-RED\",\"quantity\":1}", 400, "validation-failed" },
        { "application/json", "{\"sku\":\"MUG-RED\",\"quantity\":1,\"note\":\"bell\\u0007\"}", 400, "validation-failed" },
        { "application/json", "{\"sku\":\"MUG-RED\",\"quantity\":1,\"note\":\"nul\\u0000\"}", 400, "validation-failed" },
        { "application/json", "{\"sku\":\"MUG-RED\",\"quantity\":1,\"note\":\"" + new string('x', 501) + "\"}", 400, "validation-failed" },
        { "application/json", "{\"sku\":\"" + new string('x', 51) + "\",\"quantity\":1}", 400, "validation-failed" },
        { "application/json", "{\"sku\":\"no such\",\"quantity\":1}", 422, "unknown-sku" },
        { "application/json", "{\"sku\":\"'; DROP TABLE orders; --\",\"quantity\":1}", 422, "unknown-sku" },
        { "application/json", "{\"x\":\"" + new string('x', 300_000) + "\"}", 413, "body-too-large" },
        { "text/plain", "{\"sku\":\"MUG-RED\",\"quantity\":1}", 415, "unsupported-media-type" },
        { "application/x-www-form-urlencoded", "sku=MUG-RED&quantity=1", 415, "unsupported-media-type" },
    };

    public static TheoryData<string, string> LinesOfV2 => new()
    {
        { "{\"lines\":[]}", "lines" },
        { "{\"lines\":null}", "lines" },
        { "{}", "lines" },
        { "{\"lines\":[{\"sku\":\"MUG-RED\",\"quantity\":1},{\"sku\":\"MUG-RED\",\"quantity\":0}]}", "lines[1].quantity" },
        { "{\"lines\":[{\"quantity\":1}]}", "lines[0].sku" },
        { "{\"lines\":[" + string.Join(',', Enumerable.Repeat("{\"sku\":\"MUG-RED\",\"quantity\":1}", 51)) + "]}", "lines" },
        { "{\"lines\":[null]}", "lines" },
    };

    [EngineTheory]
    [MemberData(nameof(Bodies))]
    public async Task A_wrong_body_gets_its_own_code_and_changes_nothing(string mediaType, string body, int status, string code)
    {
        using var alice = await host.SignInAsync("alice");
        var before = await CountAsync();

        var answer = await alice.PostAsync("/api/v1/orders", Content(mediaType, Encoding.UTF8.GetBytes(body)), App.NewKey());

        await answer.AssertProblemAsync(status, code);
        Assert.Equal(before, await CountAsync());
    }

    [EngineTheory]
    [MemberData(nameof(LinesOfV2))]
    public async Task Errors_are_keyed_by_the_path_that_the_caller_sent(string body, string path)
    {
        using var alice = await host.SignInAsync("alice");

        var answer = await alice.PostAsync("/api/v2/orders", Content("application/json", Encoding.UTF8.GetBytes(body)), App.NewKey());

        var problem = await answer.AssertProblemAsync(400, "validation-failed");
        Assert.Contains(path, problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [EngineFact]
    public async Task A_wrong_type_names_its_member()
    {
        using var alice = await host.SignInAsync("alice");

        var answer = await alice.PostAsync("/api/v2/orders", Content("application/json", "{\"lines\":[{\"sku\":\"MUG-RED\",\"quantity\":\"two\"}]}"u8.ToArray()), App.NewKey());

        var problem = await answer.AssertProblemAsync(400, "invalid-type");
        Assert.True(problem.GetProperty("errors").TryGetProperty("lines[0].quantity", out _));
    }

    [EngineFact]
    public async Task Bad_utf8_is_malformed_json()
    {
        using var alice = await host.SignInAsync("alice");
        byte[] body = [.. "{\"sku\":\"MUG-"u8, 0xc3, 0x28, .. "\",\"quantity\":1}"u8];

        await (await alice.PostAsync("/api/v1/orders", Content("application/json", body), App.NewKey())).AssertProblemAsync(400, "malformed-json");
    }

    [EngineFact]
    public async Task A_chunked_body_is_capped_as_well()
    {
        using var alice = await host.SignInAsync("alice");
        var chunk = new string('x', 70_000);
        var chunks = string.Concat(Enumerable.Repeat($"{chunk.Length:x}\r\n{chunk}\r\n", 5));

        var answer = await RawHttp.SendAsync(
            host.Address,
            $"POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {alice.AccessToken}\r\nIdempotency-Key: {App.NewKey()}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{chunks}0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"body-too-large\"", answer, StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task Unknown_members_and_parameters_are_ignored()
    {
        using var alice = await host.SignInAsync("alice");

        var answer = await alice.PostAsync(
            "/api/v1/orders?later=1", Content("application/json", "{\"sku\":\"MUG-RED\",\"quantity\":1,\"later\":{\"a\":[1]}}"u8.ToArray()), App.NewKey());

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [EngineTheory]
    [InlineData("GET", "/api/v99/orders", 404, "unknown-api-version")]
    [InlineData("GET", "/api/v", 404, "unknown-api-version")]
    [InlineData("GET", "/api/v1/nothing", 404, "not-found")]
    [InlineData("GET", "/nothing", 404, "not-found")]
    [InlineData("GET", "/openapi/v9.json", 404, "not-found")]
    [InlineData("GET", "/problems/nothing", 404, "not-found")]
    [InlineData("PUT", "/api/v2/orders", 405, "method-not-allowed")]
    [InlineData("DELETE", "/oauth/token", 405, "method-not-allowed")]
    public async Task A_wrong_address_is_a_problem_too(string method, string path, int status, string code)
    {
        using var alice = await host.SignInAsync("alice");

        await (await alice.SendAsync(new HttpMethod(method), path, null)).AssertProblemAsync(status, code);
    }

    [EngineFact]
    public async Task A_client_that_accepts_html_only_gets_the_problem_all_the_same()
    {
        using var alice = await host.SignInAsync("alice");

        await (await alice.GetAsync("/api/v2/orders?limit=0", ("Accept", "text/html"))).AssertProblemAsync(400, "invalid-limit");
        var invalid = await alice.SendAsync(
            HttpMethod.Post, "/api/v1/orders", Content("application/json", "{}"u8.ToArray()), ("Accept", "text/html"), ("Idempotency-Key", App.NewKey()));
        await invalid.AssertProblemAsync(400, "validation-failed");
    }

    private static ByteArrayContent Content(string mediaType, byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };

    private Task<long> CountAsync() => host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders");
}
