using Mobile.Features.Data;
using Mobile.Features.Devices;

namespace Mobile.Features.Tests.Campaigns;

/// <summary>A registered device, as the database holds it.</summary>
public sealed record TestDevice(
    string Id,
    string User,
    string Platform = "apns",
    string AppVersion = "3.0.0",
    string Locale = "en",
    string Zone = LocalTime.Utc,
    bool Orders = true,
    bool Promotions = true,
    double SeenDaysAgo = 0,
    (int From, int To)? Quiet = null,
    bool Registered = true,
    bool Refused = false)
{
    public const string Insert = """
        INSERT INTO devices (
            id, user_id, session_id, platform, push_handle, push_handle_hash, app_version, app_version_order, locale, time_zone,
            allows_orders, allows_promotions, quiet_from, quiet_to, registered_at, last_seen_at, unregistered_at, revision, hub_generation, hub_refused_at)
        VALUES (
            @Id, @User, 's', @Platform, @Id, @Id, @AppVersion, @Order, @Locale, @Zone,
            @Orders, @Promotions, @From, @To, 0, @Seen, @Unregistered, 1, 0, @RefusedAt)
        """;

    public object Row(TimeProvider clock) => new
    {
        Id,
        User,
        Platform,
        AppVersion,
        Order = Features.Pipeline.Apps.AppVersion.ParseOrNull(AppVersion)!.Value.SortKey,
        Locale,
        Zone,
        Orders = Orders ? 1 : 0,
        Promotions = Promotions ? 1 : 0,
        Quiet?.From,
        Quiet?.To,
        Seen = clock.UnixMilliseconds(ago: TimeSpan.FromDays(SeenDaysAgo)),
        Unregistered = Registered ? (long?)null : 1,
        RefusedAt = Refused ? 1 : (long?)null,
    };
}
