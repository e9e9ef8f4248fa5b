using Mobile.Features.Pipeline;

namespace Mobile.Features.Campaigns.Running;

/// <summary>Holds a campaign until somebody resumes it. What is just being handed over still goes: a batch for each hand of a worker.</summary>
public static class PauseCampaign
{
    public sealed class Handler(CampaignChanges changes)
    {
        public Task<Outcome<Campaign>> PauseAsync(string id, long? seenRevision, CancellationToken stop) =>
            changes.ApplyAsync(id, seenRevision, Pause, stop);

        private static Outcome<CampaignChange> Pause(Campaign campaign) => campaign.State is CampaignStates.Preparing or CampaignStates.Running
            ? new CampaignChange(campaign with { State = CampaignStates.Paused }, "campaign-paused")
            : CampaignProblems.NotFrom(campaign.State);
    }
}
