using Mobile.Features.Data;

namespace Mobile.Features.Devices;

/// <summary>Validates the address that a platform gave a device, and brings it into the one form in which it is stored, compared and sent.</summary>
/// <remarks>
/// An APNs device token is bytes, written as hex: two texts that differ in case are one token, and Microsoft's SDKs write it in capitals. Apple
/// says not to rely on its length. An FCM registration token is a text whose case matters.
/// </remarks>
public static class PushHandle
{
    /// <summary>Tells what to send for <c>apns</c>.</summary>
    public const string ApnsForm =
        "Send the device token as hex digits, two for each of its bytes; not its description, Base64 or a token of another service.";

    /// <param name="platform">By its name on the wire.</param>
    public static bool IsValid(string platform, string handle) =>
        platform != PushPlatform.Apns.Name() || (handle is { Length: > 0 } && handle.Length % 2 == 0 && handle.All(char.IsAsciiHexDigit));

    /// <summary>Lower case for <c>apns</c>, as it is for any other platform.</summary>
    /// <param name="platform">By its name on the wire.</param>
    public static string Canonical(string platform, string handle) => platform == PushPlatform.Apns.Name() ? handle.ToLowerInvariant() : handle;

    /// <summary>Computes by what a handle is found: it may be too long for an index, and is a secret.</summary>
    /// <param name="canonical">In the form of <see cref="Canonical"/>.</param>
    public static string Hash(string canonical) => Sha256.HexOf(canonical);
}
