using System.Text.Json.Nodes;

namespace Mobile.Client;

/// <summary>A device on which the user gets pushes.</summary>
/// <param name="Id">Its installation.</param>
/// <param name="Platform"><c>apns</c>, <c>fcmV1</c>, or one that this build does not know.</param>
/// <param name="AppVersion">The version of the app on it; <c>unknown</c> where the server could not read it.</param>
/// <param name="Locale">In which the app shows itself there, as a canonical tag; <c>und</c> where the server could not read it.</param>
/// <param name="TimeZone">Where its clock is: an IANA name, or an offset such as <c>GMT+05:30</c>; <c>Etc/Unknown</c> where the server could not read it.</param>
/// <param name="Preferences">What the user wants to hear of on it.</param>
/// <param name="RegisteredAt">Since when it gets pushes.</param>
/// <param name="LastSeenAt">When the app registered it last.</param>
/// <param name="Current">Whether it is the one that asks.</param>
/// <param name="OsVersion">Of its operating system.</param>
/// <param name="Model">By which the user knows it.</param>
/// <param name="Warnings">After a registration: what of it the server did not understand, by the member (<c>timeZone</c>); null where it understood all.</param>
public sealed record Device(
    string Id,
    string Platform,
    string AppVersion,
    string Locale,
    string TimeZone,
    DevicePreferences Preferences,
    DateTimeOffset RegisteredAt,
    DateTimeOffset LastSeenAt,
    bool Current,
    string? OsVersion = null,
    string? Model = null,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Warnings = null);

/// <summary>What the user wants to hear of on a device, and when.</summary>
/// <param name="Categories">Whether each category is allowed, by its name: <c>orders</c>, <c>promotions</c>.</param>
/// <param name="QuietHours">When the device is left alone; null for never.</param>
public sealed record DevicePreferences(IReadOnlyDictionary<string, bool> Categories, QuietHours? QuietHours = null);

/// <summary>By the clock where the device is; may span midnight.</summary>
/// <param name="From"><c>HH:mm</c>; the first minute that is quiet.</param>
/// <param name="To"><c>HH:mm</c>; the first minute that is not quiet any more.</param>
public sealed record QuietHours(string From, string To);

/// <summary>Changes to the preferences of a device: what is not set stays as it is.</summary>
public sealed class DevicePreferenceChanges
{
    /// <summary>Whether pushes about the user's orders are allowed.</summary>
    public bool Orders
    {
        init => Categories["orders"] = value;
    }

    /// <summary>Whether promotions are allowed.</summary>
    public bool Promotions
    {
        init => Categories["promotions"] = value;
    }

    /// <summary>The new quiet hours; null takes them away.</summary>
    public QuietHours? QuietHours
    {
        init => Patch["quietHours"] = value is null ? null : new JsonObject { ["from"] = value.From, ["to"] = value.To };
    }

    internal JsonObject Patch { get; } = new() { ["categories"] = new JsonObject() };

    private JsonObject Categories => Patch["categories"]!.AsObject();
}
