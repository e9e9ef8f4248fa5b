using Mobile.Features.Pipeline;

namespace Mobile.Features.Campaigns.Running;

/// <summary>Ends a campaign for good, from any state but the last two. Nothing more of it is handed over; the worker suppresses what waits.</summary>
public static class CancelCampaign
{
    public sealed class Handler(CampaignChanges changes, TimeProvider clock)
    {
        public Task<Outcome<Campaign>> CancelAsync(string id, long? seenRevision, CancellationToken stop) =>
            changes.ApplyAsync(id, seenRevision, Cancel, stop);

        private Outcome<CampaignChange> Cancel(Campaign campaign)
        {
            if (campaign.State is CampaignStates.Completed or CampaignStates.Cancelled)
            {
                return CampaignProblems.NotFrom(campaign.State);
            }

            var endedAt = campaign.Recipients == 0 ? clock.GetUtcNow() : (DateTimeOffset?)null;
            return new CampaignChange(campaign with { State = CampaignStates.Cancelled, EndedAt = endedAt }, "campaign-cancelled", $"While it was {campaign.State}.");
        }
    }
}
