using System.Threading.RateLimiting;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>Keeps this process below the rate that is configured, so that the hub need not refuse: calls wait in line.</summary>
internal sealed class HubRate(HubOptions hub) : IDisposable
{
    private readonly TokenBucketRateLimiter bucket = new(OptionsFor(hub.CallsPerSecond));

    /// <summary>Returns when the call may be made.</summary>
    public async Task WaitAsync(CancellationToken stop)
    {
        using var lease = await bucket.AcquireAsync(1, stop);
    }

    public void Dispose() => bucket.Dispose();

    /// <summary>Small portions, so that no second sees much more than its share.</summary>
    private static TokenBucketRateLimiterOptions OptionsFor(int perSecond)
    {
        var portions = Math.Min(perSecond, 20);
        return new()
        {
            TokenLimit = Math.Max(1, perSecond / portions),
            TokensPerPeriod = Math.Max(1, perSecond / portions),
            ReplenishmentPeriod = TimeSpan.FromSeconds(1) / portions,
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        };
    }
}
