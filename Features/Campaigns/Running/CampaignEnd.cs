using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Push;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Campaigns.Running;

/// <summary>Ends campaigns of which nothing waits and nothing is being sent any more.</summary>
internal sealed class CampaignEnd(DbSession db, CampaignChanges changes, DeliveryChanges deliveries, PushCounts counts, TimeProvider clock)
{
    /// <returns>Whether it is completed now.</returns>
    public async Task<bool> CompleteAsync(Campaign campaign, CancellationToken stop) =>
        !await IsBusyAsync(campaign.Id, stop) && (await changes.ContinueAsync(campaign.Id, current => CompleteInAsync(current, stop), stop)).Problem is null;

    /// <summary>Suppresses a part of what waits in a cancelled campaign.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public async Task<bool> SweepAsync(Campaign campaign, CancellationToken stop) =>
        await deliveries.SuppressQueuedAsync(campaign.ToPush(), SuppressedReasons.Cancelled, stop) > 0
        || (!await IsBusyAsync(campaign.Id, stop) && await db.WriteAsync(() => EndCancelledAsync(campaign.Id, stop), stop));

    /// <summary>
    /// Something went back to those that wait. A worker that was slow may tell so after its lease, when a campaign has ended without it:
    /// then it goes on.
    /// </summary>
    public async Task ReopenAsync(string id, CancellationToken stop)
    {
        if (await CampaignRows.FindAsync(db, id, stop) is { EndedAt: not null })
        {
            await changes.ContinueAsync(id, campaign => ReopenInAsync(campaign, stop), stop);
        }
    }

    private async Task<Outcome<CampaignChange>> CompleteInAsync(Campaign campaign, CancellationToken stop)
    {
        await counts.LockAsync(campaign.Id, DeliveryLanes.Campaign);
        return campaign.State != CampaignStates.Running || await IsBusyAsync(campaign.Id, stop)
            ? CampaignProblems.NotFrom(campaign.State)
            : new CampaignChange(campaign with { State = CampaignStates.Completed, EndedAt = clock.GetUtcNow() }, "campaign-completed");
    }

    private async Task<bool> EndCancelledAsync(string id, CancellationToken stop)
    {
        await counts.LockAsync(id, DeliveryLanes.Campaign);
        return !await IsBusyAsync(id, stop) && await db.ExecuteAsync(Sql.End, new { id, now = clock.UnixMilliseconds() }) == 1;
    }

    private async Task<Outcome<CampaignChange>> ReopenInAsync(Campaign campaign, CancellationToken stop)
    {
        await counts.LockAsync(campaign.Id, DeliveryLanes.Campaign);
        return await IsBusyAsync(campaign.Id, stop)
            ? new CampaignChange(campaign.Reopened(), "campaign-reopened")
            : CampaignProblems.NotFrom(campaign.State);
    }

    private async Task<bool> IsBusyAsync(string id, CancellationToken stop) =>
        (await counts.ReadAsync(id, stop)).Any(count => count.State is DeliveryStates.Queued or DeliveryStates.Sending);

    private static class Sql
    {
        public const string End = "UPDATE campaigns SET ended_at = @now WHERE id = @id AND state = 'cancelled' AND ended_at IS NULL";
    }
}
