namespace Mobile.Features.Devices;

/// <summary>What the user wants to hear of on a device, and when.</summary>
/// <param name="QuietHours">By the clock where the device is; null where there are none.</param>
public sealed record DevicePreferences(DeviceCategories Categories, DeviceQuietHours? QuietHours)
{
    public static DevicePreferences From(Device device) => new(
        new(Orders: device.AllowsOrders != 0, Promotions: device.AllowsPromotions != 0),
        device.QuietHours is { } quiet ? new(DeviceQuietHours.Write(quiet.From), DeviceQuietHours.Write(quiet.To)) : null);
}

/// <summary>Whether pushes of each category are allowed.</summary>
/// <param name="Orders">What becomes of the user's orders.</param>
/// <param name="Promotions">What the shop has to offer.</param>
public sealed record DeviceCategories(bool Orders, bool Promotions);

/// <summary>When the device is left alone; may span midnight.</summary>
/// <param name="From">HH:mm; the first minute that is quiet.</param>
/// <param name="To">HH:mm; the first minute that is not quiet any more.</param>
public sealed record DeviceQuietHours(string From, string To)
{
    public const string Pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$";
    public const string Form = "Send a time as HH:mm, from 00:00 to 23:59.";

    /// <summary>Minutes after midnight of a time that has been found valid.</summary>
    internal static int Read(string time) => (((time[0] - '0') * 10) + time[1] - '0') * 60 + ((time[3] - '0') * 10) + time[4] - '0';

    internal static string Write(int minutes) => $"{minutes / 60:D2}:{minutes % 60:D2}";
}
