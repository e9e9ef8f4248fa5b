using Mobile.Features.Data;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Profile;

namespace Mobile.Features.Devices;

/// <summary>A device as staff see it in its row, registered or not.</summary>
internal sealed record DeviceRow(
    string Id,
    string UserId,
    string Platform,
    string AppVersion,
    string? OsVersion,
    string? Model,
    string Locale,
    string TimeZone,
    long RegisteredAt,
    long LastSeenAt,
    long? UnregisteredAt,
    string? UnregisteredReason,
    long? HubRefusedAt)
{
    /// <summary>The columns of the constructor, in its order.</summary>
    public const string Columns = """
        id AS Id, user_id AS UserId, platform AS Platform, app_version AS AppVersion, os_version AS OsVersion, model AS Model, locale AS Locale,
        time_zone AS TimeZone, registered_at AS RegisteredAt, last_seen_at AS LastSeenAt, unregistered_at AS UnregisteredAt,
        unregistered_reason AS UnregisteredReason, hub_refused_at AS HubRefusedAt
        """;

    /// <summary>Where it stands in its list.</summary>
    public Position Position => new(UnregisteredAt ?? LastSeenAt, Id);

    public SearchDevices.Item ToItem(UserName user) => new(
        Id, user, Platform, AppVersion, OsVersion, Model, Locale, TimeZone, RegisteredAt.ToTime(), LastSeenAt.ToTime(),
        UnregisteredAt?.ToTime(), UnregisteredReason, HubRefusedAt?.ToTime());
}
