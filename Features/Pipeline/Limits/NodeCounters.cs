using System.Collections.Concurrent;

namespace Mobile.Features.Pipeline.Limits;

/// <summary>Counts in the memory of this node: behind a load balancer a user has at most as many times the quota as there are nodes.</summary>
/// <remarks>
/// The table is bounded. Where it is full, an attacker is making up addresses: a new bucket takes the place of one that has lost little, so that
/// nobody who is out of budget gets a fresh one by somebody else's flood. Where no such bucket is found, those who are new share one.
/// </remarks>
internal sealed class NodeCounters : ICounterStore, IDisposable
{
    /// <summary>Some 100 MB.</summary>
    private const int MaxBuckets = 500_000;

    /// <summary>How many buckets are looked at to make room for one.</summary>
    private const int Candidates = 32;

    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Policy, string Partition), TokenBucket> buckets = new();
    private readonly ConcurrentDictionary<string, TokenBucket> shared = new(StringComparer.Ordinal);
    private readonly Lock evicting = new();
    private readonly TimeProvider clock;
    private readonly int maxBuckets;
    private readonly ITimer sweeping;
    private readonly long started;

    /// <summary>Goes round the table, so that each bucket is looked at in its turn.</summary>
    private IEnumerator<KeyValuePair<(string Policy, string Partition), TokenBucket>>? round;

    /// <summary>About as many as there are buckets; to count them exactly would lock them all.</summary>
    private int known;

    public NodeCounters(TimeProvider clock)
        : this(clock, MaxBuckets)
    {
    }

    internal NodeCounters(TimeProvider clock, int maxBuckets)
    {
        this.clock = clock;
        this.maxBuckets = maxBuckets;
        started = clock.GetTimestamp();
        sweeping = clock.CreateTimer(_ => Sweep(), null, SweepEvery, SweepEvery);
    }

    public int Count => known;

    private long Now => clock.GetElapsedTime(started).Ticks;

    public ValueTask<TakenQuota> TakeAsync(RateLimitPolicy policy, string partition, int cost)
    {
        var bucket = buckets.TryGetValue((policy.Name, partition), out var found) ? found : Add(policy, partition);
        return new(bucket.Take(policy, cost, Now));
    }

    public void Dispose() => sweeping.Dispose();

    /// <summary>Forgets the full ones. One that is taken from at this very moment may come back full: a request more for somebody who had asked little.</summary>
    internal void Sweep()
    {
        var now = Now;
        foreach (var bucket in buckets)
        {
            if (bucket.Value.IsFull(now))
            {
                Remove(bucket);
            }
        }
    }

    private TokenBucket Add(RateLimitPolicy policy, string partition)
    {
        if (known >= maxBuckets && !MakeRoom(policy.Window))
        {
            return shared.GetOrAdd(policy.Name, _ => new TokenBucket());
        }

        var added = new TokenBucket();
        var bucket = buckets.GetOrAdd((policy.Name, partition), added);
        if (bucket == added)
        {
            Interlocked.Increment(ref known);
        }

        return bucket;
    }

    /// <summary>Forgets the fullest of the next few buckets, and never one that has lost half of its budget.</summary>
    private bool MakeRoom(TimeSpan window)
    {
        lock (evicting)
        {
            var now = Now;
            (KeyValuePair<(string, string), TokenBucket> Bucket, long Missing)? fullest = null;
            for (var i = 0; i < Candidates && Next() is { } candidate; i++)
            {
                var missing = candidate.Value.Missing(now);
                fullest = fullest is null || missing < fullest.Value.Missing ? (candidate, missing) : fullest;
            }

            return fullest is { } found && found.Missing <= window.Ticks / 2 && Remove(found.Bucket);
        }
    }

    private KeyValuePair<(string Policy, string Partition), TokenBucket>? Next()
    {
        for (var tries = 0; tries < 2; tries++)
        {
            round ??= buckets.GetEnumerator();
            if (round.MoveNext())
            {
                return round.Current;
            }

            round.Dispose();
            round = null;
        }

        return null;
    }

    private bool Remove(KeyValuePair<(string, string), TokenBucket> bucket)
    {
        var removed = buckets.TryRemove(bucket);
        if (removed)
        {
            Interlocked.Decrement(ref known);
        }

        return removed;
    }
}
