using System.Net;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>How far a call came.</summary>
internal enum HubReach
{
    /// <summary>It never left.</summary>
    NotSent,

    /// <summary>It left, and no answer came.</summary>
    NoReply,

    /// <summary>The hub answered.</summary>
    Answered,
}

/// <summary>What a call brought.</summary>
/// <param name="Status">Null where nobody answered.</param>
/// <param name="Reason">Why nobody answered, in kebab-case.</param>
internal sealed record HubReply(HubReach Reach, HttpStatusCode? Status = null, string? Reason = null)
{
    /// <summary>Whether the answer has the header, be it readable or not.</summary>
    public bool AsksToWait { get; init; }

    /// <summary>How long the hub wants to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>By which the hub knows the send that it took.</summary>
    public string? NotificationId { get; init; }

    /// <summary>What a question was answered with.</summary>
    public string Body { get; init; } = "";

    public bool IsSuccess => (int?)Status is >= 200 and < 300;

    /// <summary>The hub wants to be asked later: 429, or 403 with the header.</summary>
    public bool IsThrottled => Status is HttpStatusCode.TooManyRequests || (Status is HttpStatusCode.Forbidden && AsksToWait);

    /// <summary>The hub lets nobody in: no key is good, or there is no such hub.</summary>
    public bool IsFinal => Status is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound || (Status is HttpStatusCode.Forbidden && !AsksToWait);

    /// <summary>For the metrics: a status, or why there is none.</summary>
    public string Outcome => Reason ?? ((int?)Status).ToString()!;

    /// <summary>Nothing of the body.</summary>
    public override string ToString() => Outcome;
}
