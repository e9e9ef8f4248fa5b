using Mobile.Features.Devices;

namespace Mobile.Features.Push.Events;

/// <summary>A device of the user to whom something happened, and what it wants to hear of it.</summary>
internal sealed record EventDevice(
    string Id, string Platform, string Locale, string TimeZone, long AllowsOrders, long AllowsPromotions, long? QuietFrom, long? QuietTo)
{
    /// <summary>The registered devices of <c>@UserId</c>.</summary>
    public const string OfUser = """
        SELECT id AS Id, platform AS Platform, locale AS Locale, time_zone AS TimeZone, allows_orders AS AllowsOrders, allows_promotions AS AllowsPromotions,
               quiet_from AS QuietFrom, quiet_to AS QuietTo
        FROM devices
        WHERE user_id = @UserId AND unregistered_at IS NULL
        ORDER BY id
        """;

    public bool Allows(PushCategory category) => (category switch
    {
        PushCategory.Orders => AllowsOrders,
        PushCategory.Promotions => AllowsPromotions,
        _ => throw new ArgumentOutOfRangeException(nameof(category)),
    }) != 0;

    /// <summary>Now, or when the device's quiet hours are over.</summary>
    public DateTimeOffset DueAt(DateTimeOffset now) =>
        QuietFrom is { } from && QuietTo is { } to
            ? new QuietHours((int)from, (int)to).EndAfter(now, LocalTime.Find(TimeZone) ?? TimeZoneInfo.Utc) ?? now
            : now;
}
