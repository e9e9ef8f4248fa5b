namespace Mobile.Client;

/// <summary>What this device says of itself.</summary>
/// <param name="PushToken">
/// What the platform gave the app. On iOS the bytes of the APNs device token as hex digits, two for each, in either case; on Android the FCM
/// registration token. A secret.
/// </param>
/// <param name="Locale">In which the app shows itself: <c>de-CH</c>, or as the platform spells it, <c>zh_CN_#Hans</c>.</param>
public sealed record DeviceRegistration(string PushToken, string Locale)
{
    /// <summary><c>apns</c> or <c>fcmV1</c>; by the app's platform when left out.</summary>
    public string? Platform { get; init; }

    /// <summary>An IANA name, for quiet hours and pushes at a local time: <c>Europe/Zurich</c>; or an offset, <c>GMT+05:30</c>. UTC when left out.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Of the operating system.</summary>
    public string? OsVersion { get; init; }

    /// <summary>By which the user knows the device.</summary>
    public string? Model { get; init; }

    /// <summary>The type alone: the token is a secret.</summary>
    public override string ToString() => nameof(DeviceRegistration);
}
