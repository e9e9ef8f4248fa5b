using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Limits;

namespace Mobile.Features.Tests.Pipeline.Limits;

/// <summary>The seam at which several nodes may count together, and what the store of one node keeps.</summary>
public sealed class CounterStoreTests(SqliteHost host) : IClassFixture<SqliteHost>, IDisposable
{
    private static readonly LimitOptions Options = new(Reads: 4, Writes: 1, Tokens: 1, Batch: 50, Admin: 1, AddressFactor: 1, TimeSpan.Zero);

    private static readonly RateLimitPolicy Four = new("user-reads", 4, TimeSpan.FromMinutes(1));

    private readonly TestClock clock = new();
    private readonly List<IDisposable> opened = [];
    private int letIn;

    [Fact]
    public async Task Nodes_over_one_store_count_together()
    {
        var shared = new SharedCounters(Counters());
        LimitRate[] nodes = [Node(shared), Node(shared)];

        for (var i = 0; i < 8; i++)
        {
            await nodes[i % 2].InvokeAsync(Request("user"));
        }

        Assert.Equal(4, letIn);
    }

    [Fact]
    public async Task Nodes_that_count_by_themselves_grant_the_quota_each()
    {
        LimitRate[] nodes = [Node(Counters()), Node(Counters())];

        for (var i = 0; i < 12; i++)
        {
            await nodes[i % 2].InvokeAsync(Request("user"));
        }

        Assert.Equal(8, letIn);
    }

    [Fact]
    public async Task Whoever_asks_no_more_is_forgotten_after_a_window_and_no_sooner()
    {
        var counters = Counters();
        for (var i = 0; i < 1000; i++)
        {
            await counters.TakeAsync(Four, $"user-{i}", 4);
        }

        counters.Sweep();
        Assert.Equal(1000, counters.Count);
        Assert.False((await counters.TakeAsync(Four, "user-7", 1)).IsTaken);

        clock.Advance(TimeSpan.FromSeconds(61));
        counters.Sweep();

        Assert.Equal(0, counters.Count);
        Assert.True((await counters.TakeAsync(Four, "user-7", 4)).IsTaken);
    }

    [Fact]
    public async Task A_flood_of_new_ones_gives_nobody_who_is_out_of_budget_a_fresh_one()
    {
        var counters = Counters(maxBuckets: 200);
        for (var i = 0; i < 20; i++)
        {
            await counters.TakeAsync(Four, $"greedy-{i}", 4);
        }

        for (var i = 0; i < 5000; i++)
        {
            Assert.True((await counters.TakeAsync(Four, $"made-up-{i}", 1)).IsTaken);
        }

        Assert.InRange(counters.Count, 100, 200);
        for (var i = 0; i < 20; i++)
        {
            Assert.False((await counters.TakeAsync(Four, $"greedy-{i}", 1)).IsTaken);
        }
    }

    [Fact]
    public async Task Where_everybody_known_is_out_of_budget_those_who_are_new_share_one()
    {
        var counters = Counters(maxBuckets: 50);
        for (var i = 0; i < 50; i++)
        {
            await counters.TakeAsync(Four, $"greedy-{i}", 4);
        }

        var granted = 0;
        for (var i = 0; i < 100; i++)
        {
            granted += (await counters.TakeAsync(Four, $"made-up-{i}", 1)).IsTaken ? 1 : 0;
        }

        Assert.Equal((4, 50), (granted, counters.Count));
        Assert.False((await counters.TakeAsync(Four, "greedy-7", 1)).IsTaken);
    }

    public void Dispose() => opened.ForEach(counters => counters.Dispose());

    private NodeCounters Counters(int maxBuckets = 500_000)
    {
        var counters = new NodeCounters(clock, maxBuckets);
        opened.Add(counters);
        return counters;
    }

    private LimitRate Node(ICounterStore counters) => new(
        _ =>
        {
            letIn++;
            return Task.CompletedTask;
        },
        new RateLimits(counters, Options));

    private DefaultHttpContext Request(string userId) => new()
    {
        RequestServices = host.Services,
        Request = { Path = "/api/config", Method = "GET" },
        User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(Caller.UserIdClaim, userId)])),
    };

    /// <summary>Answers later, as a store at the end of a network does.</summary>
    private sealed class SharedCounters(ICounterStore counters) : ICounterStore
    {
        public async ValueTask<TakenQuota> TakeAsync(RateLimitPolicy policy, string partition, int cost)
        {
            await Task.Yield();
            return await counters.TakeAsync(policy, partition, cost);
        }
    }
}
