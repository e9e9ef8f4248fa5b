using Mobile.Features.Devices;

namespace Mobile.Features.Push.Events;

/// <summary>
/// Something that happened to a user, and that the user's devices are told of. It is stored as JSON, and put into words when it is
/// dispatched; its owner registers it by <see cref="PushEventRegistration.AddPushEvent{T}"/>.
/// </summary>
public interface IPushEvent
{
    string UserId { get; }

    /// <param name="locale">Of the device, as BCP 47 writes it: <c>de-CH</c>.</param>
    EventPush ToPush(string locale);
}

/// <summary>What a device is told of an event. Devices that are told the same share one push.</summary>
/// <param name="Path">Where in the app a tap leads, below <see cref="DeepLinks"/>; null to open it where it was.</param>
/// <param name="CollapseId">A later event's push with the same one takes the place of this one; at most 64 bytes.</param>
/// <param name="UsefulFor">Counted from when it happened: after that it is not sent any more.</param>
public sealed record EventPush(PushCategory Category, string Title, string Body, string? Path, string? CollapseId, TimeSpan UsefulFor);
