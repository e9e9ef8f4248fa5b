using Mobile.Features.Devices;

namespace Mobile.Features.Push;

/// <summary>What a push says, whichever platform carries it.</summary>
/// <param name="DeepLink">Where in the app a tap leads; null to open it where it was.</param>
/// <param name="CollapseId">A later push with the same one takes the place of an earlier one on the screen; at most 64 bytes.</param>
/// <param name="TimeToLive">How long the platform tries to reach a device that is off.</param>
public sealed record PushContent(
    PushCategory Category, string Title, string Body, string? DeepLink, string? CollapseId, TimeSpan TimeToLive)
{
    /// <summary>In characters.</summary>
    public const int MaxTitle = 200;

    /// <summary>In characters.</summary>
    public const int MaxDeepLink = 500;

    /// <summary>In bytes, at APNs.</summary>
    public const int MaxCollapseId = 64;
}
