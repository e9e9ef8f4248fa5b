using Mobile.Features.Pipeline;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Campaigns.Running;

/// <summary>Changes what has become of many recipients because staff say so: in parts, each in one transaction with the campaign and the audit log.</summary>
public sealed class RecipientChanges(CampaignChanges changes, PushCounts counts)
{
    /// <param name="state">In which the recipients are that are meant.</param>
    /// <param name="change">Changes a part of them, and tells how many.</param>
    /// <param name="sendsAgain">Whether they wait then: a campaign that is completed runs again, one that is cancelled never.</param>
    public async Task<Outcome<Changed>> ApplyAsync(
        string id, long? seenRevision, string state, string action, bool sendsAgain, Func<StoredPush, Task<int>> change, CancellationToken stop)
    {
        // No more parts than there are now: what is sent again may come back while this goes on.
        var recipients = (await counts.ReadAsync(id, stop)).Where(count => count.State == state).Sum(count => count.Devices);
        var (changed, part) = (0, 0);
        Outcome<Campaign> outcome;
        do
        {
            // What has begun is finished, whoever still waits for it.
            outcome = await changes.ApplyAsync(id, seenRevision, ApplyPartAsync, CancellationToken.None);
            if (outcome.Problem is { } problem && changed == 0)
            {
                return problem;
            }

            seenRevision = null;
            changed += outcome.Problem is null ? part : 0;
        }
        while (outcome.Problem is null && changed < recipients);

        return new Changed(changed);

        async Task<Outcome<CampaignChange>> ApplyPartAsync(Campaign campaign)
        {
            if (!MayChange(campaign.State, sendsAgain))
            {
                return CampaignProblems.NotFrom(campaign.State);
            }

            // Counted once it is committed: a deadlock on the way runs this again.
            part = await change(campaign.ToPush());
            return part == 0
                ? CampaignProblems.NobodyLeft
                : new CampaignChange(sendsAgain ? campaign.Reopened() : campaign, action, $"{part} recipients.");
        }
    }

    private static bool MayChange(string state, bool sendsAgain) =>
        state is CampaignStates.Running or CampaignStates.Paused or CampaignStates.Completed || (state == CampaignStates.Cancelled && !sendsAgain);

    /// <param name="Recipients">For how many it was done.</param>
    public sealed record Changed(int Recipients);
}
