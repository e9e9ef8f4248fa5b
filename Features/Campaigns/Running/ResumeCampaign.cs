using Mobile.Features.Pipeline;

namespace Mobile.Features.Campaigns.Running;

/// <summary>Lets a paused campaign go on where it was, with its snapshot or with the sending.</summary>
public static class ResumeCampaign
{
    public sealed class Handler(CampaignChanges changes)
    {
        public Task<Outcome<Campaign>> ResumeAsync(string id, long? seenRevision, CancellationToken stop) =>
            changes.ApplyAsync(id, seenRevision, Resume, stop);

        private static Outcome<CampaignChange> Resume(Campaign campaign) => campaign.State == CampaignStates.Paused
            ? new CampaignChange(
                campaign with { State = campaign.PreparedAt is null ? CampaignStates.Preparing : CampaignStates.Running }, "campaign-resumed")
            : CampaignProblems.NotFrom(campaign.State);
    }
}
