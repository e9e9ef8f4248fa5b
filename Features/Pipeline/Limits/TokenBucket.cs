namespace Mobile.Features.Pipeline.Limits;

/// <summary>A bucket as one number: when it will be full (the generic cell rate algorithm). So it needs no lock, and nobody has to fill it.</summary>
internal sealed class TokenBucket
{
    private long fullAt;

    /// <summary>Nothing is lost by forgetting a full one.</summary>
    public bool IsFull(long now) => Volatile.Read(ref fullAt) <= now;

    /// <summary>How much of a window the bucket needs to be full, in ticks; 0 or less where it is.</summary>
    public long Missing(long now) => Volatile.Read(ref fullAt) - now;

    /// <param name="now">In ticks of a clock that never goes back.</param>
    public TakenQuota Take(RateLimitPolicy policy, int cost, long now)
    {
        var window = policy.Window.Ticks;
        while (true)
        {
            var before = Volatile.Read(ref fullAt);
            var missing = Math.Max(before - now, 0);
            var after = missing + (cost * window / policy.Quota);
            if (after > window)
            {
                return Taken(after - window, missing);
            }

            if (Interlocked.CompareExchange(ref fullAt, now + after, before) == before)
            {
                return Taken(0, Math.Max(after, 0));
            }
        }

        TakenQuota Taken(long wait, long missing)
        {
            var left = (window - missing) * policy.Quota / window;

            // One more is there once no more is missing than all those that come after it.
            var afterOneMore = (policy.Quota - left - 1) * window / policy.Quota;
            return new(TimeSpan.FromTicks(wait), (int)left, TimeSpan.FromTicks(left < policy.Quota ? missing - afterOneMore : 0));
        }
    }
}
