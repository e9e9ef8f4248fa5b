using System.Text.RegularExpressions;
using Mobile.Features.Devices;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>
/// By what the hub finds a device. Tags are readable to whoever can read the hub, so they hold nothing but what the product made up: ids
/// and kinds. Our own stand beside the service's, which have found no FCM v1 devices.
/// </summary>
internal static partial class HubTags
{
    private const int MaxLength = 120;

    public static string OfDevice(string deviceId) => Checked($"device_{deviceId}");

    public static string OfUser(string userId) => Checked($"user_{userId}");

    public static string OfPlatform(PushPlatform platform) => Checked($"platform_{platform.Name()}");

    public static string OfLocale(string locale) => Checked($"locale_{locale}");

    /// <exception cref="ArgumentException">The service would refuse the tag.</exception>
    public static string Checked(string tag) =>
        Tag().IsMatch(tag) ? tag : throw new ArgumentException($"A tag has up to {MaxLength} letters, digits and _ @ # . : -.", nameof(tag));

    [GeneratedRegex(@"^[A-Za-z0-9_@#.:-]{1,120}\z", RegexOptions.None, 1000)]
    private static partial Regex Tag();
}
