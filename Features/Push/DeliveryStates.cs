namespace Mobile.Features.Push;

/// <summary>The values of the state column of <c>deliveries</c>. Each delivery is in one of them, and the last four are where it may stay.</summary>
public static class DeliveryStates
{
    /// <summary>Waits for its time.</summary>
    public const string Queued = "queued";

    /// <summary>Belongs to a batch whose lease runs.</summary>
    public const string Sending = "sending";

    public const string Sent = "sent";

    /// <summary>May have been sent: waits for a person.</summary>
    public const string Unknown = "unknown";

    /// <summary>Was refused for good: a dead letter, which staff may retry.</summary>
    public const string Failed = "failed";

    /// <summary>Was not sent on purpose; the reason says why. What an earlier attempt may have brought is <see cref="Unknown"/> instead, for that reason.</summary>
    public const string Suppressed = "suppressed";
}

/// <summary>Why a delivery was suppressed.</summary>
public static class SuppressedReasons
{
    /// <summary>The user refuses the category on the device.</summary>
    public const string OptedOut = "opted-out";

    /// <summary>The device is no longer registered, or belongs to somebody else by now.</summary>
    public const string Unregistered = "unregistered";

    /// <summary>The notification hub refuses the device's handle.</summary>
    public const string HandleRefused = "handle-refused";

    /// <summary>The user has had as many campaigns this week as the campaign allows.</summary>
    public const string WeeklyCap = "weekly-cap";

    /// <summary>It would have come too late to be of use.</summary>
    public const string Expired = "expired";

    /// <summary>A later push with the same collapse id takes its place.</summary>
    public const string Superseded = "superseded";

    /// <summary>The campaign's local time was over, where the device is, before the campaign began.</summary>
    public const string LocalTimePassed = "local-time-passed";

    /// <summary>Staff cancelled the campaign.</summary>
    public const string Cancelled = "cancelled";
}

/// <summary>The values of the lane column: by whom deliveries are claimed.</summary>
public static class DeliveryLanes
{
    /// <summary>By <c>PushDispatcher</c>.</summary>
    public const string Event = "event";

    /// <summary>By the campaign's runner, as its throttle and state allow.</summary>
    public const string Campaign = "campaign";
}
