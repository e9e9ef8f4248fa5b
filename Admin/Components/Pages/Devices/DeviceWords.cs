using Mobile.Features.Devices;

namespace Mobile.Admin.Components.Pages.Devices;

/// <summary>What people call the values of a device and of a session.</summary>
internal static class DeviceWords
{
    public static readonly IReadOnlyList<(string Value, string Text)> Platforms = [("apns", "iOS"), ("fcmV1", "Android")];

    public static string Platform(string platform) => Platforms.FirstOrDefault(known => known.Value == platform).Text ?? platform;

    /// <summary>A version, language or time zone as it is stored; Unknown where the device said none that can be read.</summary>
    public static string Fact(string stored) => stored is Device.UnknownVersion or LanguageTag.Unknown or TimeZoneNames.Unknown ? "Unknown" : stored;

    public static string RegistrationEnded(string? reason) => reason switch
    {
        UnregisteredReasons.Moved => "Another installation registered its handle.",
        UnregisteredReasons.Removed => "The user removed it.",
        UnregisteredReasons.SignedOut => "The session that registered it has ended.",
        UnregisteredReasons.Stale => "The app was not started for a long time.",
        UnregisteredReasons.TooMany => "The user has registered as many others since.",
        UnregisteredReasons.HandleDead => "The platform says that its handle is no longer good.",
        UnregisteredReasons.AccountDeleted => "The user has deleted the account.",
        UnregisteredReasons.EndedByStaff => "A member of staff ended it.",
        _ => reason ?? "",
    };

    public static string SessionEnded(string? reason) => reason switch
    {
        "expired" => "It was not used for too long.",
        "signed-out" => "The app signed out.",
        "signed-in-again" => "The same device signed in again.",
        "revoked-by-user" => "The user ended it on another device.",
        "refresh-token-reused" => "A refresh token was used twice: it may have been stolen.",
        "ended-by-staff" => "A member of staff ended it.",
        _ => reason ?? "",
    };
}
