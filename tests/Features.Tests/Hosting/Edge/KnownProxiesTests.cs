using System.Net;

namespace Mobile.Features.Tests.Hosting.Edge;

/// <summary>Who may say where a request comes from.</summary>
public sealed class KnownProxiesTests
{
    private static readonly Dictionary<string, string> OneTokenRequest = new(StringComparer.Ordinal)
    {
        ["Limits:Tokens"] = "1",
        ["Limits:AddressFactor"] = "1",
    };

    [Fact]
    public async Task A_stranger_does_not_choose_whom_the_limit_counts()
    {
        await using var store = new SqliteStore();
        await using var node = TestNode.Start(store, new(), settings: OneTokenRequest);
        using var stranger = App.Anonymous(node.Address);

        Assert.Equal(HttpStatusCode.BadRequest, await RefreshAsync(stranger, "1.1.1.1"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await RefreshAsync(stranger, "2.2.2.2"));
    }

    [Fact]
    public async Task A_known_proxy_says_who_called_it_and_what_its_caller_made_up_does_not_count()
    {
        await using var store = new SqliteStore();
        await using var node = TestNode.Start(store, new(), settings: new Dictionary<string, string>(OneTokenRequest) { ["Proxy:KnownNetworks"] = "127.0.0.0/8, ::1, 10.0.0.0/8" });
        using var proxy = App.Anonymous(node.Address);

        Assert.Equal(HttpStatusCode.BadRequest, await RefreshAsync(proxy, "1.1.1.1"));
        Assert.Equal(HttpStatusCode.BadRequest, await RefreshAsync(proxy, "2.2.2.2"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await RefreshAsync(proxy, "1.1.1.1"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await RefreshAsync(proxy, "3.3.3.3, 1.1.1.1"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await RefreshAsync(proxy, "3.3.3.3, 1.1.1.1, 10.4.4.4"));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", HttpStatusCode.TooManyRequests)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", HttpStatusCode.BadRequest)]
    [InlineData("1.1.1.1", "::ffff:1.1.1.1", HttpStatusCode.TooManyRequests)]
    public async Task A_household_is_one_address(string first, string second, HttpStatusCode expected)
    {
        await using var store = new SqliteStore();
        await using var node = TestNode.Start(store, new(), settings: new Dictionary<string, string>(OneTokenRequest) { ["Proxy:KnownNetworks"] = "127.0.0.1" });
        using var proxy = App.Anonymous(node.Address);

        await RefreshAsync(proxy, first);

        Assert.Equal(expected, await RefreshAsync(proxy, second));
    }

    [Theory]
    [InlineData("Proxy:KnownNetworks", "10.0.0.0/8, everywhere", "Proxy:KnownNetworks names 'everywhere'")]
    [InlineData("Cors:Origins", "https://app.example.com/path", "Cors:Origins names 'https://app.example.com/path'")]
    [InlineData("Cors:Origins", "*", "Cors:Origins names '*'")]
    [InlineData("Limits:Reads", "many", "Limits:Reads is 'many'")]
    [InlineData("Limits:Batch", "20", "Limits:Batch is '20'; set it to at least 50")]
    [InlineData("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true", "set Proxy:KnownNetworks")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string key, string value, string said)
    {
        var (exitCode, output) = await ApiProcess.RunAsync(
            new Dictionary<string, string>
            {
                [key] = value,
                ["Auth:Authority"] = "https://login.example.com",
                ["Auth:Audience"] = "app",
                ["Auth:ClientId"] = "web",
            },
            "Production");

        Assert.Equal(1, exitCode);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> RefreshAsync(App app, string forwardedFor)
    {
        using var answer = await app.SendAsync(
            HttpMethod.Post,
            "/oauth/token",
            new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", "unknown")]),
            ("X-Forwarded-For", forwardedFor));
        return answer.StatusCode;
    }
}
