using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Pipeline.Limits;

namespace Mobile.Features.Tests.Pipeline.Limits;

/// <summary>A user who asks too much is told for how long to wait, and nobody else notices.</summary>
public sealed class RateLimitTests : IAsyncLifetime
{
    private const int Reads = 10;
    private const int Writes = 5;
    private const int Batch = 60;
    private const int Tokens = 12;
    private const int AddressFactor = 3;

    private readonly LimitedHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Theory]
    [EveryVersion]
    public async Task Beyond_the_budget_a_request_is_refused_with_the_true_time_to_wait(string version)
    {
        var alice = await host.SignInAsync("alice");
        await ReadAllAsync(alice, version);

        var refused = await alice.GetAsync($"/api/{version}/orders");

        var problem = await refused.AssertProblemAsync(429, "quota-exceeded");
        Assert.True(problem.GetProperty("retryable").GetBoolean());
        Assert.Equal("user-reads", Assert.Single(problem.GetProperty("violated-policies").EnumerateArray()).GetString());
        Assert.Equal("\"user-reads\";q=10;w=60", refused.Header("RateLimit-Policy"));
        Assert.StartsWith("\"user-reads\";r=0;t=", refused.Header("RateLimit"), StringComparison.Ordinal);
        Assert.InRange(int.Parse(refused.Header("Retry-After")!), 5, 6);
    }

    [Theory]
    [EveryVersion]
    public async Task Who_waits_as_told_succeeds_and_who_comes_before_does_not(string version)
    {
        var alice = await host.SignInAsync("alice");
        await ReadAllAsync(alice, version);
        for (var round = 0; round < 20; round++)
        {
            var wait = int.Parse((await alice.GetAsync($"/api/{version}/orders")).Header("Retry-After")!);
            host.Clock.Advance(TimeSpan.FromSeconds(wait - 2));
            Assert.Equal(HttpStatusCode.TooManyRequests, (await alice.GetAsync($"/api/{version}/orders")).StatusCode);
            host.Clock.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync($"/api/{version}/orders")).StatusCode);
        }
    }

    [Theory]
    [EveryVersion]
    public async Task Reads_writes_and_batches_have_budgets_of_their_own_and_so_has_each_user(string version)
    {
        var (alice, bob) = (await host.SignInAsync("alice"), await host.SignInAsync("bob"));
        await ReadAllAsync(alice, version);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await alice.GetAsync($"/api/{version}/orders")).StatusCode);

        for (var i = 0; i < Writes; i++)
        {
            await alice.PlaceOrderAsync(version: version);
        }

        var key = App.NewKey();
        await (await PlaceAsync(alice, version, key)).AssertProblemAsync(429, "quota-exceeded");
        Assert.Equal(HttpStatusCode.OK, (await BatchAsync(alice, version, 1)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await bob.GetAsync($"/api/{version}/orders")).StatusCode);

        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Created, (await PlaceAsync(alice, version, key)).StatusCode);
    }

    [Theory]
    [EveryVersion]
    public async Task A_batch_costs_as_much_as_it_holds_and_nothing_when_it_is_refused(string version)
    {
        var alice = await host.SignInAsync("alice");
        Assert.Equal(HttpStatusCode.OK, (await BatchAsync(alice, version, 50)).StatusCode);

        var refused = await BatchAsync(alice, version, 20);

        await refused.AssertProblemAsync(429, "quota-exceeded");
        Assert.Equal("\"user-batch\";q=60;w=60", refused.Header("RateLimit-Policy"));
        Assert.Equal("\"user-batch\";r=10;t=1", refused.Header("RateLimit"));
        Assert.Equal("10", refused.Header("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, (await BatchAsync(alice, version, 10)).StatusCode);
    }

    [Theory]
    [EveryVersion]
    public async Task Plenty_left_is_not_worth_its_bytes_and_little_is(string version)
    {
        var alice = await host.SignInAsync("alice");

        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < Reads; i++)
        {
            answers.Add(await alice.GetAsync($"/api/{version}/profile"));
        }

        Assert.All(answers.Take(Reads / 2), answer => Assert.Null(answer.Header("RateLimit")));
        Assert.StartsWith("\"user-reads\";r=4;t=", answers[Reads / 2].Header("RateLimit"), StringComparison.Ordinal);
    }

    [Theory]
    [EveryVersion]
    public async Task Refreshing_a_token_gives_no_new_budget(string version)
    {
        var alice = await host.SignInAsync("alice");
        await ReadAllAsync(alice, version);

        await alice.RefreshAsync();

        Assert.Equal(HttpStatusCode.TooManyRequests, (await alice.GetAsync($"/api/{version}/orders")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await (await host.SignInAsync("alice")).GetAsync($"/api/{version}/orders")).StatusCode);
    }

    [Fact]
    public async Task Before_sign_in_an_installation_is_counted_and_another_at_its_address_is_not_concerned()
    {
        var (one, other) = (App.Anonymous(host.Address), App.Anonymous(host.Address));

        var answers = await Task.WhenAll(Enumerable.Range(0, Tokens + 3).Select(_ => RefreshAsync(one, "phone-one")));
        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.Equal("\"installation-tokens\";q=12;w=60", answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).Header("RateLimit-Policy"));

        Assert.Equal(HttpStatusCode.BadRequest, (await RefreshAsync(other, "phone-two")).StatusCode);
    }

    [Fact]
    public async Task Installations_that_are_made_up_meet_the_limit_of_their_address()
    {
        var attacker = App.Anonymous(host.Address);

        var answers = await Task.WhenAll(Enumerable.Range(0, (Tokens * AddressFactor) + 5).Select(i => RefreshAsync(attacker, $"made-up-{i}")));

        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.Equal(5, refused.Count);
        Assert.All(refused, answer => Assert.Equal("\"address-tokens\";q=36;w=60", answer.Header("RateLimit-Policy")));
    }

    [Fact]
    public async Task Once_an_address_is_out_of_budget_its_made_up_installations_are_not_remembered()
    {
        var attacker = App.Anonymous(host.Address);
        await Task.WhenAll(Enumerable.Range(0, Tokens * AddressFactor).Select(i => RefreshAsync(attacker, $"made-up-{i}")));
        var counters = (NodeCounters)host.Services.GetRequiredService<ICounterStore>();
        var before = counters.Count;

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => RefreshAsync(attacker, $"more-{i}")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode));
        Assert.Equal(before, counters.Count);
    }

    [Fact]
    public async Task What_an_installation_is_refused_costs_its_address_nothing()
    {
        var phones = App.Anonymous(host.Address);
        for (var i = 0; i < Tokens * AddressFactor * 2; i++)
        {
            Assert.Equal(i < Tokens ? HttpStatusCode.BadRequest : HttpStatusCode.TooManyRequests, (await RefreshAsync(phones, "greedy")).StatusCode);
        }

        for (var i = 0; i < Tokens * (AddressFactor - 1); i++)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await RefreshAsync(phones, $"phone-{i % (AddressFactor - 1)}")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await RefreshAsync(phones, "one-more")).StatusCode);
    }

    [Theory]
    [EveryVersion]
    public async Task A_contract_is_read_within_the_budget_of_the_address(string version)
    {
        var anyone = App.Anonymous(host.Address);

        Assert.Equal(HttpStatusCode.OK, (await anyone.GetAsync($"/openapi/{version}.json")).StatusCode);
        await Task.WhenAll(Enumerable.Range(0, Reads * AddressFactor).Select(_ => anyone.GetAsync($"/api/{version}/orders")));

        Assert.Equal(HttpStatusCode.TooManyRequests, (await anyone.GetAsync($"/openapi/{version}.json")).StatusCode);
    }

    [Theory]
    [EveryVersion]
    public async Task Tokens_that_are_no_tokens_are_counted_by_their_address(string version)
    {
        var attacker = App.Anonymous(host.Address).WithAccessToken("not.a.token");

        var answers = await Task.WhenAll(Enumerable.Range(0, (Reads * AddressFactor) + 5).Select(_ => attacker.GetAsync($"/api/{version}/orders")));

        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.Equal(Reads * AddressFactor, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task The_sessions_that_a_user_opens_are_counted_by_the_hour_whatever_the_installation()
    {
        using var app = App.Anonymous(host.Address);
        var (alice, bob) = (await app.GetIdTokenAsync("alice"), await app.GetIdTokenAsync("bob"));
        for (var i = 0; i < Tokens; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await app.ExchangeAsync(alice)).StatusCode);
        }

        var refused = await app.ExchangeAsync(alice);

        var problem = await refused.AssertProblemAsync(429, "quota-exceeded");
        Assert.Equal("user-sessions", Assert.Single(problem.GetProperty("violated-policies").EnumerateArray()).GetString());
        Assert.Equal("\"user-sessions\";q=12;w=3600", refused.Header("RateLimit-Policy"));
        Assert.InRange(int.Parse(refused.Header("Retry-After")!), 290, 300);
        Assert.Equal(HttpStatusCode.OK, (await app.ExchangeAsync(bob)).StatusCode);
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.OK, (await app.ExchangeAsync(await app.GetIdTokenAsync("alice"))).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await app.ExchangeAsync(await app.GetIdTokenAsync("alice"))).StatusCode);
    }

    [Fact]
    public async Task Health_is_never_limited()
    {
        var probe = App.Anonymous(host.Address);

        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await probe.GetAsync("/health/live")).StatusCode);
        }
    }

    private static async Task ReadAllAsync(App app, string version)
    {
        for (var i = 0; i < Reads; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await app.GetAsync($"/api/{version}/orders")).StatusCode);
        }
    }

    private static Task<HttpResponseMessage> PlaceAsync(App app, string version, string key) =>
        app.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED"), key);

    private static Task<HttpResponseMessage> BatchAsync(App app, string version, int requests) => app.SendAsync(
        HttpMethod.Post,
        $"/api/{version}/batch",
        JsonContent.Create(new { requests = Enumerable.Range(0, requests).Select(i => new { id = $"{i}", method = "GET", url = "/profile" }) }));

    private static Task<HttpResponseMessage> RefreshAsync(App app, string installation) => app.SendAsync(
        HttpMethod.Post,
        "/oauth/token",
        new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", "unknown")]),
        ("X-Device-Id", installation));

    private sealed class LimitedHost() : TestHost(new SqliteStore(), settings: new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Limits:Reads"] = $"{Reads}",
        ["Limits:Writes"] = $"{Writes}",
        ["Limits:Batch"] = $"{Batch}",
        ["Limits:Tokens"] = $"{Tokens}",
        ["Limits:AddressFactor"] = $"{AddressFactor}",
    });
}
