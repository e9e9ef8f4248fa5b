using System.Diagnostics.Metrics;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>What is asked of the hub and how it answers. No tag names a device, a user or an address.</summary>
internal sealed class HubMetrics(IMeterFactory meters)
{
    public const string MeterName = "Mobile.Push";

    private readonly Counter<long> calls = meters.Create(MeterName).CreateCounter<long>(
        "mobile.push.hub.calls", "{call}", "Calls to the notification hub by operation and outcome: an HTTP status, or why there was none.");

    public void Count(HubRequest request, HubReply reply) => calls.Add(1, new("operation", request.Operation), new("outcome", reply.Outcome));
}
