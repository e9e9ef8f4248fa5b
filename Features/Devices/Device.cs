using System.Text.Json.Serialization;
using Mobile.Features.Data;

namespace Mobile.Features.Devices;

/// <summary>A user's registered device as its row holds it, without the handle.</summary>
public sealed record Device(
    string Id,
    string SessionId,
    string Platform,
    string AppVersion,
    string? OsVersion,
    string? Model,
    string Locale,
    string TimeZone,
    long AllowsOrders,
    long AllowsPromotions,
    long? QuietFrom,
    long? QuietTo,
    long RegisteredAt,
    long LastSeenAt)
{
    /// <summary>The version of an app that says none that can be read. Its key matches no rule about versions.</summary>
    public const string UnknownVersion = "unknown";

    /// <summary>The columns of the constructor, in its order.</summary>
    public const string Columns = """
        id AS Id, session_id AS SessionId, platform AS Platform, app_version AS AppVersion, os_version AS OsVersion, model AS Model,
        locale AS Locale, time_zone AS TimeZone, allows_orders AS AllowsOrders, allows_promotions AS AllowsPromotions,
        quiet_from AS QuietFrom, quiet_to AS QuietTo, registered_at AS RegisteredAt, last_seen_at AS LastSeenAt
        """;

    /// <summary>Those of one user; goes on with AND or ORDER BY.</summary>
    public const string OfUser = $"""
        SELECT {Columns}
        FROM devices
        WHERE user_id = @UserId AND unregistered_at IS NULL
        """;

    public const string OwnById = $"{OfUser} AND id = @Id";

    public QuietHours? QuietHours => QuietFrom is { } from && QuietTo is { } to ? new((int)from, (int)to) : null;
}

/// <summary>A device on the wire, the same in all versions. Its push token is a secret, and is never shown.</summary>
/// <param name="Platform">As it was registered: <c>apns</c>, <c>fcmV1</c>.</param>
/// <param name="AppVersion"><c>unknown</c> where what the device said could not be read.</param>
/// <param name="Locale">A language tag in its canonical form: zh-TW is zh-Hant-TW; <c>und</c> where it could not be read.</param>
/// <param name="TimeZone">
/// An IANA name, or a fixed offset such as <c>GMT+05:30</c>; <c>Etc/UTC</c> where the device did not say, <c>Etc/Unknown</c> where it could not be read.
/// </param>
/// <param name="RegisteredAt">Since when it gets pushes.</param>
/// <param name="LastSeenAt">When the app registered it last.</param>
/// <param name="Current">Whether it was registered by the session that asks.</param>
/// <param name="Warnings">In the answer to a registration: what of it was not understood, by the member of the request. Missing where all was.</param>
public sealed record DeviceBody(
    string Id,
    string Platform,
    string AppVersion,
    string? OsVersion,
    string? Model,
    string Locale,
    string TimeZone,
    DevicePreferences Preferences,
    DateTimeOffset RegisteredAt,
    DateTimeOffset LastSeenAt,
    bool Current,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Warnings = null)
{
    public static DeviceBody From(Device device, string sessionId) => new(
        device.Id,
        device.Platform,
        device.AppVersion,
        device.OsVersion,
        device.Model,
        device.Locale,
        device.TimeZone,
        DevicePreferences.From(device),
        device.RegisteredAt.ToTime(),
        device.LastSeenAt.ToTime(),
        device.SessionId == sessionId);
}
