using System.Collections.Concurrent;

namespace Mobile.Features.Pipeline.Limits;

/// <summary>Counts in the memory of this node: behind a load balancer a user has at most as many times the quota as there are nodes.</summary>
internal sealed class NodeCounters : ICounterStore, IDisposable
{
    /// <summary>Some 100 MB. Beyond, an attacker is making up addresses, and everybody begins anew.</summary>
    private const int MaxBuckets = 500_000;

    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Policy, string Partition), TokenBucket> buckets = new();
    private readonly TimeProvider clock;
    private readonly ITimer sweeping;
    private readonly long started;

    /// <summary>About as many as there are buckets; to count them exactly would lock them all.</summary>
    private int known;

    public NodeCounters(TimeProvider clock)
    {
        this.clock = clock;
        started = clock.GetTimestamp();
        sweeping = clock.CreateTimer(_ => Sweep(), null, SweepEvery, SweepEvery);
    }

    public int Count => known;

    private long Now => clock.GetElapsedTime(started).Ticks;

    public ValueTask<TakenQuota> TakeAsync(RateLimitPolicy policy, string partition, int cost)
    {
        var bucket = buckets.TryGetValue((policy.Name, partition), out var found) ? found : Add(policy.Name, partition);
        return new(bucket.Take(policy, cost, Now));
    }

    public void Dispose() => sweeping.Dispose();

    /// <summary>Forgets the full ones. One that is taken from at this very moment may come back full: a request more for somebody who had asked little.</summary>
    internal void Sweep()
    {
        var now = Now;
        foreach (var bucket in buckets)
        {
            if (bucket.Value.IsFull(now) && buckets.TryRemove(bucket))
            {
                Interlocked.Decrement(ref known);
            }
        }
    }

    private TokenBucket Add(string policy, string partition)
    {
        if (Interlocked.Increment(ref known) > MaxBuckets)
        {
            buckets.Clear();
            Interlocked.Exchange(ref known, 1);
        }

        return buckets.GetOrAdd((policy, partition), _ => new TokenBucket());
    }
}
