using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Limits;

namespace Mobile.Features.Tests.Pipeline.Limits;

/// <summary>The seam at which several nodes may count together, and what the store of one node keeps.</summary>
public sealed class CounterStoreTests(SqliteHost host) : IClassFixture<SqliteHost>, IDisposable
{
    private static readonly LimitOptions Options = new(Reads: 4, Writes: 1, Tokens: 1, Batch: 50, AddressFactor: 1, TimeSpan.Zero);

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
        var policy = new RateLimitPolicy("user-reads", 4, TimeSpan.FromMinutes(1));
        for (var i = 0; i < 1000; i++)
        {
            await counters.TakeAsync(policy, $"user-{i}", 4);
        }

        counters.Sweep();
        Assert.Equal(1000, counters.Count);
        Assert.False((await counters.TakeAsync(policy, "user-7", 1)).IsTaken);

        clock.Advance(TimeSpan.FromSeconds(61));
        counters.Sweep();

        Assert.Equal(0, counters.Count);
        Assert.True((await counters.TakeAsync(policy, "user-7", 4)).IsTaken);
    }

    public void Dispose() => opened.ForEach(counters => counters.Dispose());

    private NodeCounters Counters()
    {
        var counters = new NodeCounters(clock);
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
