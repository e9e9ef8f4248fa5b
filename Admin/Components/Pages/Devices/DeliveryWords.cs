using Mobile.Features.Push;

namespace Mobile.Admin.Components.Pages.Devices;

/// <summary>What the states of a delivery mean, and what the reasons say.</summary>
internal static class DeliveryWords
{
    public static string? Tone(string state) => state switch
    {
        DeliveryStates.Sent => "good",
        DeliveryStates.Unknown => "warn",
        DeliveryStates.Failed => "bad",
        DeliveryStates.Queued or DeliveryStates.Sending => "info",
        _ => null,
    };

    public static string Meaning(string state) => state switch
    {
        DeliveryStates.Queued => "Waits for its time.",
        DeliveryStates.Sending => "Is being handed to the gateway.",
        DeliveryStates.Sent => "The gateway took it.",
        DeliveryStates.Unknown => "May have arrived: somebody has to decide whether it is sent again.",
        DeliveryStates.Failed => "Was refused for good; it can be retried.",
        DeliveryStates.Suppressed => "Was not sent, on purpose.",
        _ => "",
    };

    /// <summary>Reasons that have no words here are those of a gateway, and are shown as it gave them.</summary>
    public static string? Reason(string? reason) => reason switch
    {
        SuppressedReasons.OptedOut => "The user refuses this category on the device.",
        SuppressedReasons.Unregistered => "The device was no longer registered, or was somebody else's by then.",
        SuppressedReasons.HandleRefused => "The hub refuses the device's token.",
        SuppressedReasons.WeeklyCap => "The user has had as many campaigns this week as the campaign allows.",
        SuppressedReasons.Expired => "It would have come too late to be of use.",
        SuppressedReasons.Superseded => "A later push took its place.",
        SuppressedReasons.LocalTimePassed => "The campaign's local time was over where the device is.",
        SuppressedReasons.Cancelled => "Staff cancelled the campaign.",
        "no-reply" or "timeout" => $"The gateway did not answer ({reason}).",
        "lease-expired" => "The process that sent it stopped before it could say what came of it.",
        SendResult.BadRequest => "The hub refused the push or the device's token as malformed.",
        "payload-too-large" => "The push is larger than the platform carries.",
        _ => reason,
    };
}
