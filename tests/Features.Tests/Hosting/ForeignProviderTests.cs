using System.Net;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Hosting;

/// <summary>
/// The product in Production, pointed at an OpenID Connect issuer over HTTP. The issuer is another process's development provider.
/// </summary>
public sealed class ForeignProviderTests : IAsyncLifetime
{
    private readonly SqliteStore providerStore = new();
    private readonly SqliteStore store = new();
    private ApiProcess provider = null!;
    private ApiProcess product = null!;

    public async Task InitializeAsync()
    {
        provider = await ApiProcess.StartAsync(providerStore);
        await ApiProcess.RunAsync(store.Settings, "Development", "migrate");
        product = await ApiProcess.StartAsync(
            store,
            environment: "Production",
            settings: new()
            {
                ["Auth:Authority"] = $"{provider.Address.GetLeftPart(UriPartial.Authority)}/dev-identity",
                ["Auth:Audience"] = "mobile-app",
                ["Auth:ClientId"] = "mobile-admin",
            });
    }

    public async Task DisposeAsync()
    {
        await product.DisposeAsync();
        await provider.DisposeAsync();
        await store.DisposeAsync();
        await providerStore.DisposeAsync();
    }

    [Fact]
    public async Task Its_users_sign_in_and_nobody_elses()
    {
        using var atProvider = App.Anonymous(provider.Address);
        using var app = App.Anonymous(product.Address);
        var idToken = await atProvider.GetIdTokenAsync("alice");

        var answer = await app.ExchangeAsync(idToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        app.Use(await answer.ReadAsync());
        foreach (var version in ApiVersions.Names)
        {
            Assert.Empty((await app.ReadAsync($"/api/{version}/orders")).GetProperty("items").EnumerateArray());
        }

        Assert.Equal("alice", await store.ReadAsync<string>("SELECT subject FROM users"));
        Assert.Equal(0, await store.ReadAsync<long>("SELECT COUNT(*) FROM products"));

        // Right issuer, another client's token; then another issuer's token.
        Assert.Equal(HttpStatusCode.BadRequest, (await app.ExchangeAsync(await atProvider.GetIdTokenAsync("alice", "mobile-admin"))).StatusCode);
        await using var otherStore = new SqliteStore();
        await using var other = await ApiProcess.StartAsync(otherStore);
        using var atOther = App.Anonymous(other.Address);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.ExchangeAsync(await atOther.GetIdTokenAsync("alice"))).StatusCode);

        // An access token of another deployment.
        using var atOtherProduct = await App.SignInAsync(other.Address, "alice");
        foreach (var version in ApiVersions.Names)
        {
            await (await app.WithAccessToken(atOtherProduct.AccessToken).GetAsync($"/api/{version}/orders")).AssertProblemAsync(401, "token-invalid");
        }
    }

    [Fact]
    public async Task Outside_development_there_is_no_development_provider()
    {
        using var app = App.Anonymous(product.Address);

        await (await app.GetAsync("/dev-identity/.well-known/openid-configuration")).AssertProblemAsync(404, "not-found");
        await (await app.GetAsync("/dev-identity/authorize")).AssertProblemAsync(404, "not-found");
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_is_a_passing_trouble()
    {
        using var atProvider = App.Anonymous(provider.Address);
        var idToken = await atProvider.GetIdTokenAsync("alice");
        await provider.KillAsync();
        using var app = App.Anonymous(product.Address);

        var answer = await app.ExchangeAsync(idToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("temporarily_unavailable", (await answer.ReadAsync()).GetProperty("error").GetString());
        Assert.NotNull(answer.Header("Retry-After"));
    }

    /// <summary>Whoever asks need not be signed in, and asks as often as they like: a line each, and no trace.</summary>
    [Fact]
    public async Task A_stranger_who_asks_while_it_is_away_writes_one_line_to_the_log()
    {
        using var atProvider = App.Anonymous(provider.Address);
        var idToken = await atProvider.GetIdTokenAsync("alice");
        await provider.KillAsync();
        using var stranger = App.Anonymous(product.Address);
        var before = Lines();

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await stranger.ExchangeAsync(idToken)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/openapi/v2.json")).StatusCode);
            Assert.Equal(HttpStatusCode.Redirect, (await stranger.GetAsync("/admin", ("Sec-Fetch-Mode", "navigate"))).StatusCode);
        }

        // The console has a line for the category and one for the message; that a browser was challenged is a message, too.
        await product.SaysAsync("A member of staff could not sign in");
        var said = Lines()[before.Length..];
        Assert.True(said.Length <= 2 * (9 + 3), string.Join('\n', said));
        Assert.Contains(said, line => line.Contains("Nobody can sign in. The identity provider", StringComparison.Ordinal));
        Assert.DoesNotContain(said, line => line.Contains("   at ", StringComparison.Ordinal));

        string[] Lines() => product.Output.Split('\n');
    }
}
