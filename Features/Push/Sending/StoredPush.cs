using Mobile.Features.Devices;

namespace Mobile.Features.Push.Sending;

/// <summary>A push as its row holds it.</summary>
/// <param name="Lane">By whom its deliveries are claimed: <see cref="DeliveryLanes"/>.</param>
/// <param name="ExpiresAt">After that it is of no use, and not sent any more.</param>
/// <param name="RetriesUnknown">Whether staff allow it to be sent again where it may have arrived. It then needs a collapse id.</param>
/// <param name="HonoursQuietHours">Whether it waits until a device may be disturbed.</param>
/// <param name="EventSeq">The place of the event among those of its user; 0 where it has none.</param>
/// <param name="TraceParent">Where it was written, as W3C Trace Context writes it; null where nobody traced that.</param>
public sealed record StoredPush(
    string Id,
    string Lane,
    PushContent Content,
    long? ExpiresAt,
    bool RetriesUnknown,
    bool HonoursQuietHours,
    string? EventId = null,
    string? UserId = null,
    string? TraceParent = null,
    long EventSeq = 0)
{
    public PushMessage For(PushPlatform platform) => new(Id, platform, Content, PushPayload.Render(platform, Id, Content));
}
