namespace Mobile.Features.Campaigns.Running;

/// <summary>How a campaign is spread over time: so many devices at once, and then a pause, so that no minute has more than the rate wherever it begins.</summary>
/// <param name="Slice">Devices at once; about a second's worth.</param>
/// <param name="Pause">From one slice to the next; zero without a rate.</param>
public sealed record CampaignThrottle(int Slice, TimeSpan Pause)
{
    private const int SecondsPerMinute = 60;
    private const int MillisecondsPerMinute = 60_000;

    /// <param name="perMinute">Null for no limit.</param>
    /// <param name="batchSize">How many devices the worker takes at once, at most.</param>
    public static CampaignThrottle Of(int? perMinute, int batchSize)
    {
        if (perMinute is not { } rate)
        {
            return new(batchSize, TimeSpan.Zero);
        }

        var slice = Math.Min(batchSize, Math.Max(1, rate / SecondsPerMinute));
        var slicesPerMinute = rate / slice;
        return new(slice, TimeSpan.FromMilliseconds(Math.Ceiling((double)MillisecondsPerMinute / slicesPerMinute)));
    }
}
