using Mobile.Features.Data;
using Mobile.Features.Devices;

namespace Mobile.Features.Push.Sending;

/// <summary>Deliveries that are claimed for one call: the intent to make it is committed.</summary>
/// <param name="LeaseEnds">Until then the call is made or not at all; after that nobody knows, and the deliveries become unknown.</param>
public sealed record SendBatch(string Id, StoredPush Push, PushPlatform Platform, IReadOnlyList<PushTarget> Targets, Deadline LeaseEnds)
{
    /// <summary>Longer than a call may take, so that its outcome is written while the lease runs.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(40);

    /// <summary>How long before the end of the lease a call may still begin.</summary>
    public static readonly TimeSpan CallTime = TimeSpan.FromSeconds(25);
}
