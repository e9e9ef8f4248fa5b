using System.Net;
using System.Text.Json;

namespace Mobile.Features.Tests.Pipeline;

/// <summary>RFC 9110 §9.3.2: HEAD is GET without the body.</summary>
public sealed class HeadTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private static readonly string[] OfThisAnswer = ["Date", "Content-Length", "Transfer-Encoding"];

    [Theory]
    [EveryVersion]
    public async Task Every_documented_GET_answers_HEAD_alike(string version)
    {
        using var alice = await host.SignInAsync("alice");
        foreach (var path in await DocumentedGets.ReadAsync(alice, version))
        {
            await AssertAlikeAsync(alice, path);
        }

        await AssertAlikeAsync(alice, $"/api/{version}/orders/0197f0a05c1e7b3a9f000c8f6f7a1d42");
        await AssertAlikeAsync(alice, $"/api/{version}/orders?limit=0");
        using var anyone = App.Anonymous(host.Address);
        await AssertAlikeAsync(anyone, $"/api/{version}/orders");
    }

    [Theory]
    [InlineData("/openapi/v2.json")]
    [InlineData("/.well-known/jwks.json")]
    [InlineData("/problems")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/versions/v2")]
    [InlineData("/dev-identity/.well-known/openid-configuration")]
    [InlineData("/docs/index.html")]
    [InlineData("/admin")]
    [InlineData("/")]
    [InlineData("/nothing")]
    public async Task So_does_all_else(string path)
    {
        using var anyone = App.Anonymous(host.Address);

        await AssertAlikeAsync(anyone, path);
    }

    [Theory]
    [EveryVersion]
    public async Task A_HEAD_asks_whether_something_has_changed(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var tag = (await alice.GetAsync($"/api/{version}/profile")).Header("ETag")!;

        var answer = await alice.SendAsync(HttpMethod.Head, $"/api/{version}/profile", null, ("If-None-Match", tag));

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
    }

    [Theory]
    [EveryVersion]
    public async Task A_HEAD_inside_of_a_batch_has_no_body(string version)
    {
        using var alice = await host.SignInAsync("alice");

        var batch = await alice.SendAsync(
            HttpMethod.Post,
            $"/api/{version}/batch",
            System.Net.Http.Json.JsonContent.Create(new { requests = new[] { new { id = "1", method = "HEAD", url = "/profile" } } }));

        var reply = Assert.Single((await batch.ReadAsync()).GetProperty("responses").EnumerateArray());
        Assert.Equal(200, reply.GetProperty("status").GetInt32());
        Assert.StartsWith("\"", reply.GetProperty("headers").Text("ETag"), StringComparison.Ordinal);
        Assert.False(reply.TryGetProperty("body", out _));
    }

    /// <summary>The connection stays usable: no body of the HEAD stands where the next answer begins.</summary>
    [Theory]
    [EveryVersion]
    public async Task The_next_answer_on_the_connection_is_whole(string version)
    {
        using var alice = await host.SignInAsync("alice");

        var answers = await RawHttp.SendAsync(
            host.Address,
            $"HEAD /api/{version}/profile HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {alice.AccessToken}\r\n\r\n"
            + $"GET /api/{version}/profile HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {alice.AccessToken}\r\nConnection: close\r\n\r\n");

        var heads = answers.Split("\r\n\r\n", 3);
        Assert.StartsWith("HTTP/1.1 200", heads[0], StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", heads[1], StringComparison.Ordinal);
        Assert.Contains("alice@example.com", heads[2], StringComparison.Ordinal);
    }

    private static async Task AssertAlikeAsync(App app, string path)
    {
        var get = await app.GetAsync(path);
        var head = await app.SendAsync(HttpMethod.Head, path, null);

        Assert.True(get.StatusCode == head.StatusCode, $"{path}: HEAD answers {head.StatusCode}, GET {get.StatusCode}.");
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        Assert.Equal(Headers(get), Headers(head));
    }

    /// <summary>By name: a value may be of the very answer, such as a cookie's.</summary>
    private static string Headers(HttpResponseMessage answer) => JsonSerializer.Serialize(
        answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key)
            .Except(OfThisAnswer, StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase));
}
