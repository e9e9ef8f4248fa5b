using System.Net;

namespace Mobile.Features.Tests.Hosting.Edge;

/// <summary>What a browser may do with our answers.</summary>
public sealed class BrowserTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private const string Origin = "https://app.example.com";

    [Theory]
    [EveryVersion]
    public async Task No_other_origin_may_read_an_answer(string version)
    {
        using var browser = App.Anonymous(host.Address);

        var preflight = await PreflightAsync(browser, $"/api/{version}/orders", Origin);
        var answer = await browser.GetAsync($"/api/{version}/orders", ("Origin", Origin));

        Assert.Null(preflight.Header("Access-Control-Allow-Origin"));
        Assert.Null(answer.Header("Access-Control-Allow-Origin"));
    }

    [Theory]
    [EveryVersion]
    public async Task An_origin_that_is_named_may_and_no_other(string version)
    {
        await using var store = new SqliteStore();
        await using var node = TestNode.Start(store, new(), settings: new Dictionary<string, string> { ["Cors:Origins"] = $"{Origin}, https://other.example.com" });
        using var browser = App.Anonymous(node.Address);

        var allowed = await PreflightAsync(browser, $"/api/{version}/orders", Origin);
        var answer = await browser.GetAsync($"/api/{version}/orders", ("Origin", Origin));
        var stranger = await PreflightAsync(browser, $"/api/{version}/orders", "https://evil.example.com");
        var dashboard = await PreflightAsync(browser, "/admin", Origin);

        Assert.Equal(Origin, allowed.Header("Access-Control-Allow-Origin"));
        Assert.Contains("idempotency-key", allowed.Header("Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Origin, answer.Header("Access-Control-Allow-Origin"));
        Assert.Contains("Retry-After", answer.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
        Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
        Assert.Null(stranger.Header("Access-Control-Allow-Origin"));
        Assert.Null(dashboard.Header("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("/api/config", HttpStatusCode.OK)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/docs/index.html", HttpStatusCode.OK)]
    public async Task Nothing_is_taken_for_what_it_does_not_say_it_is(string path, HttpStatusCode status)
    {
        using var browser = App.Anonymous(host.Address);

        var answer = await browser.GetAsync(path);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Null(answer.Header("Server"));
    }

    [Fact]
    public async Task The_docs_are_framed_by_nobody_and_a_picture_runs_nothing()
    {
        var alice = await host.SignInAsync("alice");
        var picture = (await alice.ReadAsync("/api/v2/products?limit=1")).GetProperty("items")[0].Text("image");

        Assert.Contains("frame-ancestors 'none'", (await alice.GetAsync("/docs/index.html")).Header("Content-Security-Policy"), StringComparison.Ordinal);
        var drawn = await alice.GetAsync($"{picture}?w=320");
        Assert.Equal("image/svg+xml", drawn.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("default-src 'none'", drawn.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> PreflightAsync(App browser, string path, string origin) => browser.SendAsync(
        HttpMethod.Options, path, null, ("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,idempotency-key"));
}
