using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Campaigns;

/// <summary>Takes a campaign back that waits, when the account of one of its authors or of who has scheduled it ends: nobody answers for it any more.</summary>
internal sealed class ClosedAccounts(DbSession db, CampaignChanges changes) : IAccountFollower
{
    public async Task DeletedAsync(string userId)
    {
        foreach (var id in await db.QueryAsync<string>(Sql.Waiting, new { userId }, CancellationToken.None))
        {
            await changes.CloseAsync(id, Return);
        }
    }

    /// <summary>As it is now: the worker may have begun it since.</summary>
    private static Outcome<CampaignChange> Return(Campaign campaign) =>
        campaign is { State: CampaignStates.AwaitingApproval or CampaignStates.Scheduled, SnapshotAfter: null }
            ? new CampaignChange(campaign.Drafted(), "campaign-returned-to-draft", "The account of somebody who has written or scheduled it was deleted.")
            : CampaignProblems.NotFrom(campaign.State);

    private static class Sql
    {
        public const string Waiting = """
            SELECT id FROM campaigns
            WHERE state IN ('awaiting-approval', 'scheduled') AND snapshot_after IS NULL
              AND (scheduled_by = @userId
                OR EXISTS (SELECT 1 FROM campaign_authors WHERE campaign_authors.campaign_id = campaigns.id AND campaign_authors.user_id = @userId))
            """;
    }
}
