using System.Globalization;
using System.Net;
using System.Text;
using Mobile.Features.Tests.Versions;

namespace Mobile.Features.Tests.Pipeline;

/// <summary>What is large, deep or long within the limits is answered with 400 to 431, and costs a bounded amount of memory.</summary>
/// <remarks>Measures the memory of the process, and so runs while no other test does.</remarks>
[Collection(nameof(Alone))]
public sealed class ParserCostTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    /// <summary>Many times what such a body takes when it is read once, and far less than what one that grows with its square would.</summary>
    private const long MostBytes = 64L * 1024 * 1024;

    private const int Large = 250_000;

    public static IEnumerable<object?[]> Bodies { get; } =
    [
        ["deep arrays", "{\"lines\":" + new string('[', 100_000) + new string(']', 100_000) + "}"],
        ["deep objects", Repeat("{\"a\":", 40_000) + "1" + new string('}', 40_000)],
        ["many members", "{" + string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"m{i}\":1")) + "}"],
        ["many of one member", "{" + string.Join(',', Enumerable.Range(0, 20_000).Select(_ => "\"note\":\"x\"")) + "}"],
        ["a long number", "{\"quantity\":" + new string('9', Large) + "}"],
        ["a long fraction", "{\"quantity\":1." + new string('1', Large) + "}"],
        ["a huge exponent", "{\"sku\":\"MUG-RED\",\"quantity\":1e999999999,\"lines\":[{\"sku\":\"MUG-RED\",\"quantity\":1e999999999}]}"],
        ["a huge negative exponent", "{\"sku\":\"MUG-RED\",\"quantity\":1e-999999999,\"lines\":[{\"sku\":\"MUG-RED\",\"quantity\":1e-999999999}]}"],
        ["a long text", "{\"sku\":\"" + new string('x', Large) + "\",\"quantity\":1,\"lines\":[{\"sku\":\"" + "x" + "\",\"quantity\":1}],\"note\":\"" + new string('y', 1000) + "\"}"],
        ["many escapes", "{\"sku\":\"" + Repeat("\\u0041", 40_000) + "\",\"quantity\":1,\"lines\":[{\"sku\":\"" + Repeat("\\u0041", 1000) + "\",\"quantity\":1}]}"],
        ["a long name", "{\"" + new string('n', Large) + "\":1}"],
        ["many lines", "{\"sku\":\"\",\"quantity\":0,\"lines\":[" + string.Join(',', Enumerable.Range(0, 6_000).Select(_ => "{\"sku\":\"MUG-RED\",\"quantity\":1}")) + "]}"],
        ["many blanks", new string(' ', Large) + "{}"],
    ];

    [Theory]
    [EveryVersion(Rows = nameof(Bodies))]
    public async Task A_body_that_is_made_to_be_costly_is_refused_cheaply(string kind, string body, string version)
    {
        using var alice = await host.SignInAsync("alice");
        await alice.PlaceOrderAsync(version: version);
        var before = GC.GetTotalAllocatedBytes();

        var answer = await alice.PostAsync($"/api/{version}/orders", new StringContent(body, Encoding.UTF8, "application/json"), App.NewKey());

        Assert.True((int)answer.StatusCode is 400 or 422, $"{kind}: {(int)answer.StatusCode}");
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, MostBytes);
        Assert.InRange((await answer.Content.ReadAsByteArrayAsync()).Length, 1, 2 * Large);
    }

    [Theory]
    [EveryVersion]
    public async Task A_patch_is_bounded_alike(string version)
    {
        using var alice = await host.SignInAsync("alice");
        foreach (var row in Bodies)
        {
            var answer = await alice.SendAsync(
                HttpMethod.Patch, $"/api/{version}/profile", new StringContent((string)row[1]!, Encoding.UTF8, "application/merge-patch+json"), ("Idempotency-Key", App.NewKey()), ("If-Match", "\"999\""));

            Assert.True((int)answer.StatusCode is 400 or 412 or 415 or 422, $"{row[0]}: {(int)answer.StatusCode}");
        }
    }

    [Theory]
    [EveryVersion("limit={0}", 9)]
    [EveryVersion("limit=1e{0}", 9)]
    [EveryVersion("after={0}", 6000)]
    [EveryVersion("since={0}", 6000)]
    [EveryVersion("fields={0}", 6000)]
    [EveryVersion("since=2026-01-01T00:00:00.{0}Z", 6000)]
    public async Task A_long_value_of_the_query_is_read_once(string query, int length, string version)
    {
        using var alice = await host.SignInAsync("alice");

        var answer = await alice.GetAsync($"/api/{version}/orders?" + string.Format(CultureInfo.InvariantCulture, query, new string('9', length)));

        Assert.InRange((int)answer.StatusCode, 200, 431);
        Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Theory]
    [EveryVersion]
    public async Task Many_parameters_fields_and_long_headers_are_no_failure(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var parameters = string.Join('&', Enumerable.Range(0, 1500).Select(i => $"p{i}=1"));
        var same = string.Join('&', Enumerable.Range(0, 800).Select(_ => "limit=5"));
        var fields = "fields=" + string.Join(',', Enumerable.Range(0, 1000).Select(_ => "id"));
        var nested = "fields=" + string.Join('.', Enumerable.Range(0, 2000).Select(_ => "a"));
        foreach (var query in new[] { parameters, same, fields, nested })
        {
            Assert.InRange((int)(await alice.GetAsync($"/api/{version}/orders?{query}")).StatusCode, 200, 431);
        }

        foreach (var (name, value) in new[]
        {
            ("Accept", string.Join(',', Enumerable.Range(0, 800).Select(i => $"a/{i};q=0.1"))),
            ("Accept-Encoding", string.Join(',', Enumerable.Range(0, 1000).Select(i => $"x{i}"))),
            ("If-None-Match", string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"{i}\""))),
            ("If-Match", new string('"', 8000)),
            ("X-App-Version", string.Join('.', Enumerable.Range(0, 2000))),
            ("X-Device-Id", new string('d', 8000)),
            ("X-Queued-At", "2026-01-01T00:00:00." + new string('1', 8000) + "Z"),
            ("traceparent", new string('0', 8000)),
            ("baggage", string.Join(',', Enumerable.Range(0, 800).Select(i => $"k{i}=v"))),
            ("Range", "bytes=" + string.Join(',', Enumerable.Range(0, 1000).Select(i => $"{i}-"))),
        })
        {
            var answer = await alice.GetAsync($"/api/{version}/orders?limit=1", (name, value));
            Assert.True((int)answer.StatusCode is >= 200 and < 500, $"{name}: {(int)answer.StatusCode}");
        }
    }

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();
}
