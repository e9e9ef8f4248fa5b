using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Campaigns;

/// <summary>Why staff cannot do what they want with a campaign.</summary>
public static class CampaignProblems
{
    public static readonly ProblemType InvalidCampaign = new(
        "invalid-campaign", 422, "The campaign cannot be kept like this", "Correct the members named in errors.");

    public static readonly ProblemType CampaignNotFound = new(
        "campaign-not-found", 404, "There is no such campaign", "Look for it in the list of campaigns.");

    public static readonly ProblemType CampaignChanged = new(
        "campaign-changed", 409, "The campaign has changed", "Look at it as it is now, and decide again.");

    public static readonly ProblemType WrongCampaignState = new(
        "wrong-campaign-state", 409, "The campaign is not in a state for this", "Look at where the campaign stands.");

    public static readonly ProblemType SecondPersonRequired = new(
        "second-person-required", 409, "Somebody else has to approve", "Ask a second person with the role push, who has neither written nor scheduled the campaign.");

    public static readonly ProblemType ScheduleHasPassed = new(
        "schedule-has-passed", 409, "The campaign's time is over", "Return it to draft and schedule it anew, or approve it although it is late.");

    public static readonly ProblemType SnapshotBegun = new(
        "snapshot-begun", 409, "Recipients are chosen already", "Cancel the campaign, and write on a duplicate.");

    public static readonly ProblemType NobodyLeft = new(
        "nobody-left", 409, "There is nobody to do this for", "Look at the campaign's results as they are now.");

    public static IReadOnlyList<ProblemType> All { get; } =
        [InvalidCampaign, CampaignNotFound, CampaignChanged, WrongCampaignState, SecondPersonRequired, ScheduleHasPassed, SnapshotBegun, NobodyLeft];

    public static Problem Invalid(IReadOnlyDictionary<string, string[]> errors) => new(InvalidCampaign) { Errors = errors };

    public static Problem Invalid(string member, string message) =>
        Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { [member] = [message] });

    /// <param name="state">Where the campaign stands.</param>
    public static Problem NotFrom(string state) => WrongCampaignState.With($"The campaign is {state}; this cannot be done with it now.");
}
