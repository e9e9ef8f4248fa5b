using System.Runtime.InteropServices;

namespace Mobile.Features.Pipeline.Limits;

/// <summary>
/// Bounds what one user has under way on this node, and before sign-in one address. A slot is given back when the answer has been written, however it ends.
/// </summary>
public sealed class ConcurrencyLimiter(LimitOptions options)
{
    private const int Shards = 32;

    private readonly Dictionary<string, int>[] taken = [.. Enumerable.Range(0, Shards).Select(_ => new Dictionary<string, int>(StringComparer.Ordinal))];

    /// <summary>How many slots are taken.</summary>
    internal int Taken => taken.Sum(shard =>
    {
        lock (shard)
        {
            return shard.Values.Sum();
        }
    });

    internal bool IsOff => options.Concurrent == 0;

    /// <param name="cost">Slots; who has none under way gets them, however many there are.</param>
    internal bool TryEnter(string partition, bool isAddress, int cost)
    {
        var max = isAddress ? (long)options.Concurrent * options.AddressFactor : options.Concurrent;
        var shard = ShardOf(partition);
        lock (shard)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(shard, partition, out _);
            if (count > 0 && count + cost > max)
            {
                return false;
            }

            count += cost;
            return true;
        }
    }

    internal void Leave(string partition, int cost)
    {
        var shard = ShardOf(partition);
        lock (shard)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(shard, partition);
            count -= cost;
            if (count == 0)
            {
                shard.Remove(partition);
            }
        }
    }

    private Dictionary<string, int> ShardOf(string partition) => taken[(uint)partition.GetHashCode(StringComparison.Ordinal) % Shards];
}

/// <summary>The endpoint does as much at once as so many others; others cost 1.</summary>
public sealed record ConcurrencyCostMetadata(int Cost);
