namespace Mobile.Features.Devices;

/// <summary>Notes on a device's row that the notification hub refuses its handle: nothing is sent to it until it registers another.</summary>
/// <remarks>
/// The note goes when the device registers another handle or its registration ends, and when the hub takes the handle after all: it is told of
/// each device again from time to time, and of all of them when it is rebuilt.
/// </remarks>
public static class HubRefusal
{
    /// <summary>Goes on with AND and which devices are meant; takes <c>@now</c>.</summary>
    public const string Note = "UPDATE devices SET hub_refused_at = COALESCE(hub_refused_at, @now) WHERE unregistered_at IS NULL";

    /// <summary>Has the hub told of a device once more, whose answer decides. Goes on with AND and which devices are meant.</summary>
    public const string AskHub = "UPDATE devices SET revision = revision + 1, hub_generation = 0 WHERE unregistered_at IS NULL";
}
