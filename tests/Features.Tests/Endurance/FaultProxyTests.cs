using System.Net;
using Mobile.Testing.Faults;

namespace Mobile.Features.Tests.Endurance;

/// <summary>The network that the endurance scenarios rely on is as bad as it says, and no worse.</summary>
public sealed class FaultProxyTests(SqliteHost host) : IClassFixture<SqliteHost>, IAsyncLifetime
{
    private readonly EagerClock clock = new();
    private readonly string key = App.NewKey();
    private FaultProxy proxy = null!;
    private App alice = null!;

    public async Task InitializeAsync()
    {
        proxy = await FaultProxy.StartAsync(host.Address, FaultPlan.None, clock);
        alice = await App.SignInAsync(proxy.Address, "alice");
    }

    public async Task DisposeAsync()
    {
        alice.Dispose();
        await proxy.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_fault_an_answer_passes_unchanged()
    {
        using var direct = alice.At(host.Address);
        var there = await alice.GetAsync("/api/v2/orders?limit=2");
        var here = await direct.GetAsync("/api/v2/orders?limit=2");

        Assert.Equal(HttpStatusCode.OK, there.StatusCode);
        Assert.Equal(await here.Content.ReadAsByteArrayAsync(), await there.Content.ReadAsByteArrayAsync());
        Assert.Equal(here.Header("Link"), there.Header("Link"));
        Assert.Equal(here.Content.Headers.ContentType, there.Content.Headers.ContentType);
    }

    [Fact]
    public async Task A_dropped_request_never_happened()
    {
        await AssertBrokenAsync(Fault.DropRequest);

        Assert.Equal(0, await CountOrdersAsync());
        Assert.False((await PlaceAsync()).IsReplay());
        Assert.Equal(1, await CountOrdersAsync());
    }

    [Theory]
    [InlineData(Fault.DropReply)]
    [InlineData(Fault.CutReply)]
    public async Task A_write_whose_reply_is_lost_exists_once_and_its_retry_is_a_replay(Fault fault)
    {
        await AssertBrokenAsync(fault);

        Assert.Equal(1, await CountOrdersAsync());
        var retry = await PlaceAsync();
        Assert.Equal(HttpStatusCode.Created, retry.StatusCode);
        Assert.True(retry.IsReplay());
        Assert.Equal(1, await CountOrdersAsync());
    }

    [Fact]
    public async Task A_cut_reply_arrives_as_half_of_what_was_announced()
    {
        var whole = await alice.GetAsync("/api/v2/orders?limit=2");
        proxy.Plan = FaultPlan.Always(Fault.CutReply);

        var raw = await RawHttp.SendAsync(
            proxy.Address,
            $"GET /api/v2/orders?limit=2 HTTP/1.1\r\nHost: {proxy.Address.Authority}\r\nAuthorization: Bearer {alice.AccessToken}\r\n\r\n");

        var body = await whole.Content.ReadAsStringAsync();
        Assert.Contains($"Content-Length: {body.Length}\r\n", raw, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + body[..(body.Length / 2)], raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delay_passes_on_the_given_clock()
    {
        proxy.Plan = FaultPlan.Always(Fault.Delay);

        Assert.Equal(HttpStatusCode.Created, (await PlaceAsync()).StatusCode);
        Assert.InRange(Assert.Single(clock.Waits), TimeSpan.FromMilliseconds(1), FaultPlan.LongestDelay);
    }

    [Fact]
    public async Task A_request_that_arrives_twice_happens_once()
    {
        proxy.Plan = FaultPlan.Always(Fault.Duplicate);

        Assert.Equal(HttpStatusCode.Created, (await PlaceAsync()).StatusCode);
        Assert.Equal(1, await CountOrdersAsync());
        Assert.Equal(1, proxy.Count(Fault.Duplicate));
    }

    [Fact]
    public async Task The_server_may_come_back_at_another_address()
    {
        proxy.Target = new Uri("http://127.0.0.1:1");
        await Assert.ThrowsAnyAsync<HttpRequestException>(PlaceAsync);

        proxy.Target = host.Address;
        Assert.Equal(HttpStatusCode.Created, (await PlaceAsync()).StatusCode);
    }

    [Fact]
    public void The_same_seed_and_number_give_the_same_fate_and_the_rates_are_kept()
    {
        var rates = new FaultRates(DropRequest: 0.1, DropReply: 0.1, CutReply: 0.05, Delay: 0.2, Duplicate: 0.05);
        var fates = Fates(seed: 7);

        Assert.Equal(fates, Fates(seed: 7));
        Assert.NotEqual(fates, Fates(seed: 8));
        Assert.InRange(fates.Count(fate => fate.Fault == Fault.DropReply), 900, 1100);
        Assert.InRange(fates.Count(fate => fate.Fault == Fault.None), 4800, 5200);

        List<Fate> Fates(int seed)
        {
            var plan = new FaultPlan(seed, rates);
            return [.. Enumerable.Range(1, 10_000).Select(request => plan.Of(request))];
        }
    }

    private async Task AssertBrokenAsync(Fault fault)
    {
        proxy.Plan = FaultPlan.Always(fault);
        await Assert.ThrowsAnyAsync<HttpRequestException>(PlaceAsync);
        Assert.Equal(1, proxy.Count(fault));
        proxy.Calm();
    }

    private Task<HttpResponseMessage> PlaceAsync() => alice.PostAsync("/api/v1/orders", new { sku = "MUG-RED", quantity = 1, note = key }, key);

    private Task<long> CountOrdersAsync() => host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders WHERE note = @key", new { key });
}
