using System.Diagnostics.Metrics;
using Mobile.Features.Devices;

namespace Mobile.Features.Push.Sending;

/// <summary>What collectors see of pushes: numbers by lane, platform and outcome, and nothing of whom they go to.</summary>
public sealed class PushMetrics(IMeterFactory meters)
{
    private readonly Counter<long> sends = meters.Create("Mobile.Push").CreateCounter<long>(
        "mobile.push.sends", "{device}", "Devices for which a push was handed to the gateway, by what is known of it.");

    /// <param name="outcome">A <see cref="SendOutcome"/>, or <c>Divided</c>: counted again with the parts.</param>
    public void Sent(SendBatch batch, string outcome) => sends.Add(
        batch.Targets.Count,
        new("push.lane", batch.Push.Lane),
        new("push.platform", batch.Platform.Name()),
        new("push.outcome", outcome));
}
