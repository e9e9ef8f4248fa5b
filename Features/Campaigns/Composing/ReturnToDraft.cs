using Mobile.Features.Pipeline;

namespace Mobile.Features.Campaigns.Composing;

/// <summary>Takes a campaign back that waits for its time or for approval, so that it can be written on; nothing was sent.</summary>
public static class ReturnToDraft
{
    public sealed class Handler(CampaignChanges changes)
    {
        public Task<Outcome<Campaign>> ReturnAsync(string id, long? seenRevision, CancellationToken stop) =>
            changes.ApplyAsync(id, seenRevision, Return, stop);

        private static Outcome<CampaignChange> Return(Campaign campaign)
        {
            if (campaign.State is not (CampaignStates.AwaitingApproval or CampaignStates.Scheduled))
            {
                return CampaignProblems.NotFrom(campaign.State);
            }

            // Part of its recipients stand in a snapshot that belongs to what it says now.
            if (campaign.SnapshotAfter is not null)
            {
                return CampaignProblems.SnapshotBegun;
            }

            return new CampaignChange(campaign.Drafted(), "campaign-returned-to-draft");
        }
    }
}
