using Mobile.Features.Pipeline;
using Mobile.Features.Push;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Campaigns.Running;

/// <summary>Begins a campaign whose time has come: what it says is written down as a push, and its recipients are chosen next.</summary>
internal sealed class CampaignStart(CampaignChanges changes, Pushes pushes, PushCounts counts)
{
    public async Task<Outcome<Campaign>> BeginAsync(string id, CancellationToken stop)
    {
        using var span = PushActivity.StartCampaign(id);
        return await changes.ContinueAsync(id, campaign => BeginAsync(campaign, stop), stop);
    }

    private async Task<Outcome<CampaignChange>> BeginAsync(Campaign campaign, CancellationToken stop)
    {
        if (campaign.State != CampaignStates.Scheduled)
        {
            return CampaignProblems.NotFrom(campaign.State);
        }

        // One that was sent back for approval has begun before.
        if (await pushes.FindAsync(campaign.Id, stop) is null)
        {
            await pushes.AddAsync(campaign.ToPush());
            await counts.StartAsync(campaign.Id);
        }

        return new CampaignChange(campaign with { State = CampaignStates.Preparing }, "campaign-begun");
    }
}
