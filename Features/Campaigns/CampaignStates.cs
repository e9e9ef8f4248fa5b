namespace Mobile.Features.Campaigns;

/// <summary>The values of the state column of <c>campaigns</c>, and the ways between them.</summary>
public static class CampaignStates
{
    /// <summary>Is written; the only state in which it can be.</summary>
    public const string Draft = "draft";

    /// <summary>Has more recipients than one person may write to alone.</summary>
    public const string AwaitingApproval = "awaiting-approval";

    /// <summary>Waits for its time.</summary>
    public const string Scheduled = "scheduled";

    /// <summary>The snapshot of its recipients is being taken.</summary>
    public const string Preparing = "preparing";

    public const string Running = "running";

    public const string Paused = "paused";

    /// <summary>Nothing waits to be sent; what is unknown or failed may still wait for a person.</summary>
    public const string Completed = "completed";

    public const string Cancelled = "cancelled";

    public static IReadOnlyList<string> All { get; } = [Draft, AwaitingApproval, Scheduled, Preparing, Running, Paused, Completed, Cancelled];

    /// <summary>Whether a campaign may go from one state to another.</summary>
    public static bool MayBecome(string from, string to) => (from, to) switch
    {
        (Draft, AwaitingApproval or Scheduled) => true,
        (AwaitingApproval, Draft or Scheduled) => true,
        (Scheduled, Draft or Preparing or Paused) => true,
        (Preparing, AwaitingApproval or Running or Paused) => true,
        (Running, Paused or Completed) => true,
        (Paused, Preparing or Running) => true,
        (Completed, Running) => true,
        (Completed or Cancelled, Cancelled) => false,
        (_, Cancelled) => true,
        _ => false,
    };
}
