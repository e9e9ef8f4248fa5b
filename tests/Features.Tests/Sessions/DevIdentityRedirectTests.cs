using System.Net;
using System.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Mobile.Api.DevIdentity;
using Mobile.Features.Data;

namespace Mobile.Features.Tests.Sessions;

/// <summary>Apps of any kind sign in at the development provider: by a scheme of their own, on the web, or on a port that was free.</summary>
public sealed class DevIdentityRedirectTests : IAsyncLifetime
{
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private const string Registered = "com.example.shop:/signin, http://localhost:5173/callback?tab=1, http://127.0.0.1/callback, https://app.example.com/in";

    private readonly SqliteStore store = new();
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        await store.CreateAsync();
        node = TestNode.Start(store, new(), settings: new Dictionary<string, string>(StringComparer.Ordinal) { [DevClients.Key] = Registered });
    }

    public async Task DisposeAsync()
    {
        await node.DisposeAsync();
        await store.DisposeAsync();
    }

    [Theory]
    [InlineData("mobile://signin")]
    [InlineData("com.example.shop:/signin")]
    [InlineData("http://localhost:5173/callback?tab=1")]
    [InlineData("http://127.0.0.1/callback")]
    [InlineData("http://127.0.0.1:51823/callback")]
    [InlineData("https://app.example.com/in")]
    public async Task A_code_is_sent_to_what_is_registered_and_redeemed_there(string redirect)
    {
        using var app = App.Anonymous(node.Address);

        var answer = await app.GetAsync(Authorize(redirect));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var location = answer.Headers.Location!;
        Assert.StartsWith(redirect, location.OriginalString, StringComparison.Ordinal);
        var query = HttpUtility.ParseQueryString(location.OriginalString[(location.OriginalString.IndexOf('?', StringComparison.Ordinal) + 1)..]);
        Assert.Equal("s&1", query["state"]);
        var tokens = await app.PostFormAsync("/dev-identity/token", new(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = "mobile-app",
            ["redirect_uri"] = redirect,
            ["code"] = query["code"]!,
            ["code_verifier"] = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        });
        Assert.Equal(HttpStatusCode.OK, tokens.StatusCode);
    }

    [Theory]
    [InlineData("com.example.shop:/other")]
    [InlineData("http://localhost:5174/callback?tab=1")]
    [InlineData("http://localhost:5173/callback")]
    [InlineData("http://127.0.0.1:51823/callback/more")]
    [InlineData("http://127.0.0.1:51823@evil.example/callback")]
    [InlineData("http://user@127.0.0.1:51823/callback")]
    [InlineData("http://127.0.0.2:51823/callback")]
    [InlineData("https://127.0.0.1:51823/callback")]
    [InlineData("https://app.example.com:8443/in")]
    [InlineData("https://app.example.com.evil.example/in")]
    public async Task No_code_is_sent_to_anything_else(string redirect)
    {
        using var app = App.Anonymous(node.Address);

        var answer = await app.GetAsync(Authorize(redirect));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(DevClients.Key, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("signin")]
    [InlineData("/signin")]
    [InlineData("https://app.example.com/in#top")]
    [InlineData("javascript:alert(1)")]
    [InlineData("mobile://signin, data:text/html,x")]
    public void What_is_no_redirect_uri_stops_the_start(string value)
    {
        var refused = Assert.Throws<ConfigurationException>(() => Read(value, Environments.Development));

        Assert.Contains("use whole redirect URIs", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_development_the_setting_stops_the_start()
    {
        var refused = Assert.Throws<ConfigurationException>(() => Read("mobile://signin", Environments.Production));

        Assert.Contains("in Development only", refused.Message, StringComparison.Ordinal);
    }

    private static DevClients Read(string value, string environment) => DevClients.Read(
        new ConfigurationBuilder().AddInMemoryCollection([new(DevClients.Key, value)]).Build(), new HostingEnvironment { EnvironmentName = environment });

    private static string Authorize(string redirect) =>
        $"/dev-identity/authorize?client_id=mobile-app&redirect_uri={Uri.EscapeDataString(redirect)}&response_type=code&scope=openid&state=s%261"
        + $"&code_challenge={Challenge}&code_challenge_method=S256&login_hint=alice";
}
