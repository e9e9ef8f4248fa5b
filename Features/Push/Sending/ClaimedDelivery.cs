using Mobile.Features.Devices;

namespace Mobile.Features.Push.Sending;

/// <summary>A delivery whose time has come, with its device as that is now; what is left of the device is null where it is gone.</summary>
internal sealed class ClaimedDelivery
{
    private static readonly TimeSpan Doubt = TimeSpan.FromMinutes(1);

    public required string DeviceId { get; init; }

    public required string UserId { get; init; }

    /// <summary>Who has the device now.</summary>
    public string? DeviceUserId { get; init; }

    public string? DevicePlatform { get; init; }

    public string? Handle { get; init; }

    /// <summary>Since when the hub refuses the handle; null where it does not.</summary>
    public long? HubRefusedAt { get; init; }

    public string? TimeZone { get; init; }

    public long? Allowed { get; init; }

    public long? QuietFrom { get; init; }

    public long? QuietTo { get; init; }

    /// <summary>With the one that it was taken for.</summary>
    public long Attempts { get; init; }

    public PushTarget Target => new(DeviceId, UserId, Handle!);

    /// <param name="mayExpire">Whether the clock is trusted: what has expired by one that is not waits until that is known.</param>
    /// <returns>Why it is not sent now, or null to send it.</returns>
    public Held? Decide(StoredPush push, PushPlatform platform, bool hadEnough, DeviceZones zones, DateTimeOffset now, bool mayExpire)
    {
        if (push.ExpiresAt <= now.ToUnixTimeMilliseconds())
        {
            return mayExpire ? Hold(SuppressedReasons.Expired) : Held.Until(now + Doubt);
        }

        if (DeviceUserId != UserId || DevicePlatform != platform.Name())
        {
            return Hold(SuppressedReasons.Unregistered);
        }

        if (HubRefusedAt is not null)
        {
            return Hold(SuppressedReasons.HandleRefused);
        }

        if (Allowed != 1)
        {
            return Hold(SuppressedReasons.OptedOut);
        }

        if (hadEnough)
        {
            return Hold(SuppressedReasons.WeeklyCap);
        }

        return push.HonoursQuietHours && QuietHours?.EndAfter(now, zones.FindOrUtc(TimeZone!)) is { } end ? Held.Until(end) : null;
    }

    /// <summary>What an earlier attempt may have brought is in doubt again.</summary>
    private Held Hold(string reason) => new(Attempts > 1 ? DeliveryStates.Unknown : DeliveryStates.Suppressed, reason, 0);

    private QuietHours? QuietHours => QuietFrom is { } from && QuietTo is { } to ? new((int)from, (int)to) : null;
}

/// <summary>A delivery that is not sent now.</summary>
/// <param name="Reason">Why it is not sent at all; null where it waits.</param>
/// <param name="DueAt">Until when it waits.</param>
internal readonly record struct Held(string State, string? Reason, long DueAt)
{
    public static Held Until(DateTimeOffset due) => new(DeliveryStates.Queued, null, due.ToUnixTimeMilliseconds());
}
