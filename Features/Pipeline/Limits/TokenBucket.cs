namespace Mobile.Features.Pipeline.Limits;

/// <summary>A bucket as one number: when it will be full (the generic cell rate algorithm). So it needs no lock, and nobody has to fill it.</summary>
internal sealed class TokenBucket
{
    private long fullAt;

    /// <summary>Nothing is lost by forgetting a full one.</summary>
    public bool IsFull(long now) => Volatile.Read(ref fullAt) <= now;

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
                return new(TimeSpan.FromTicks(after - window), Left(missing), TimeSpan.FromTicks(missing));
            }

            if (Interlocked.CompareExchange(ref fullAt, now + after, before) == before)
            {
                after = Math.Max(after, 0);
                return new(TimeSpan.Zero, Left(after), TimeSpan.FromTicks(after));
            }
        }

        int Left(long missing) => (int)((window - missing) * policy.Quota / window);
    }
}
