using Mobile.Features.Campaigns;
using Mobile.Features.Campaigns.Running;

namespace Mobile.Admin.Components.Pages.Campaigns;

/// <summary>What the viewer can do with a campaign as it is: what is not among it, was taken away by what somebody else has done.</summary>
internal static class CampaignForms
{
    /// <returns>The last segments of the actions whose forms are shown.</returns>
    public static IReadOnlyList<string> Of(GetCampaign.Details details, Viewer viewer, DateTimeOffset now)
    {
        var (campaign, results, _) = details;
        return !viewer.MayPush ? [] :
        [
            "duplicate",
            .. campaign.State is CampaignStates.Completed or CampaignStates.Cancelled ? [] : (string[])["cancel"],
            .. campaign.State switch
            {
                CampaignStates.Draft => (string[])["schedule"],
                CampaignStates.AwaitingApproval when ObstacleToApproval(details, viewer, now) is null => ["approve", "return"],
                CampaignStates.AwaitingApproval or CampaignStates.Scheduled => ["return"],
                CampaignStates.Preparing => ["pause"],
                CampaignStates.Running => ["pause", .. Decisions(results)],
                CampaignStates.Paused => ["resume", .. Decisions(results)],
                CampaignStates.Cancelled => results.Unknown > 0 ? ["assume-delivered"] : [],
                _ => Decisions(results),
            },
        ];
    }

    /// <summary>Why it is not for the viewer to approve it; null where it is.</summary>
    public static string? ObstacleToApproval(GetCampaign.Details details, Viewer viewer, DateTimeOffset now) =>
        !viewer.MayPush ? "It waits for a second person with the role push."
        : details.Authors.Contains(viewer.UserId, StringComparer.Ordinal) ? "You have written on it, so somebody else has to approve it."
        : details.Campaign.Scheduled!.UserId == viewer.UserId ? "You have scheduled it, so somebody else has to approve it."
        : details.IsByCaller ? "It was written or scheduled under an account that you had, or that nobody has any more. Somebody else has to approve it, or you duplicate it."
        : details.Campaign.Schedule is { Kind: ScheduleKind.Local } schedule && schedule.HasPassed(now) ? "Its local time is over everywhere. Return it to draft and schedule it anew."
        : null;

    private static string[] Decisions(CampaignResults results) =>
    [
        .. results.Unknown > 0 ? (string[])["retry-unknown", "assume-delivered"] : [],
        .. results.Failed.Count > 0 ? (string[])["retry-failed"] : [],
    ];
}
