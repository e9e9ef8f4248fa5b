using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Campaigns;

/// <summary>A restored backup knows less than what was sent: no campaign in it goes on or begins unless staff say so.</summary>
public sealed class CampaignRestore(DbSession db, CampaignChanges changes)
{
    /// <returns>How many are paused or drafts again.</returns>
    public Task<int> HoldAsync(CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            var ids = await db.QueryAsync<string>(Sql.Find, null, stop);
            foreach (var id in ids)
            {
                await changes.RestoreAsync(id, campaign => Task.FromResult<Outcome<CampaignChange>>(Hold(campaign)), stop);
            }

            return ids.Count;
        },
        stop);

    /// <summary>Part of the recipients of one that has begun stand in a snapshot that belongs to what it says now: it is no draft any more.</summary>
    private static CampaignChange Hold(Campaign campaign) => campaign is { State: CampaignStates.Scheduled, SnapshotAfter: null }
        ? new(campaign.Drafted(), "campaign-returned-to-draft")
        : new(campaign with { State = CampaignStates.Paused }, "campaign-paused");

    private static class Sql
    {
        public const string Find = "SELECT id FROM campaigns WHERE state IN ('scheduled', 'preparing', 'running')";
    }
}
