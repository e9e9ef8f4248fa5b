using Mobile.Features.Push;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Campaigns.Running;

/// <summary>What has become of a campaign's recipients so far; all but <paramref name="Opened"/> add up to the recipients.</summary>
/// <param name="Unknown">May have arrived: a person decides.</param>
/// <param name="Suppressed">Not sent on purpose, by the reason.</param>
/// <param name="Failed">Refused for good, by the reason.</param>
/// <param name="Opened">Of those that were sent.</param>
public sealed record CampaignResults(
    long Queued, long Sending, long Sent, long Unknown, IReadOnlyDictionary<string, long> Suppressed, IReadOnlyDictionary<string, long> Failed, long Opened)
{
    public long Recipients => Queued + Sending + Sent + Unknown + Suppressed.Values.Sum() + Failed.Values.Sum();

    internal static CampaignResults Of(IEnumerable<DeliveryCount> counts)
    {
        var byState = counts.ToLookup(count => count.State, StringComparer.Ordinal);
        return new(
            Sum(DeliveryStates.Queued),
            Sum(DeliveryStates.Sending),
            Sum(DeliveryStates.Sent),
            Sum(DeliveryStates.Unknown),
            ByReason(DeliveryStates.Suppressed),
            ByReason(DeliveryStates.Failed),
            Sum(PushCounts.Opened));

        long Sum(string state) => byState[state].Sum(count => count.Devices);

        Dictionary<string, long> ByReason(string state) => byState[state].ToDictionary(count => count.Reason, count => count.Devices, StringComparer.Ordinal);
    }
}
