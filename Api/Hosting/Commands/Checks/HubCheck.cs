using System.Net;
using Mobile.Features.Push.NotificationHubs;

namespace Mobile.Api.Hosting.Commands.Checks;

/// <summary>The notification hub is there, and takes each of the keys.</summary>
internal static class HubCheck
{
    private const string Subject = "notification hub";

    public static async Task<IReadOnlyList<Finding>> RunAsync(IConfiguration configuration, TimeProvider clock, Probe probe, CancellationToken stop)
    {
        List<Finding> findings = [];
        TimeSpan? ahead = null;
        foreach (var call in HubProbe.Of(configuration, clock.GetUtcNow()))
        {
            var reply = await probe.GetAsync(call.Address, call.Authorization, stop);
            ahead ??= reply.Ahead;
            findings.Add(Judge(call, reply));
        }

        return findings is [] ? [new(Verdict.Skipped, Subject, "none is configured: pushes stay in a local inbox")] : [.. findings, .. ClockCheck.Compare(ahead, "the notification hub")];
    }

    private static Finding Judge(HubProbe call, Reply reply)
    {
        var key = $"Push:NotificationHubs:{call.Key}";
        return reply.Status switch
        {
            HttpStatusCode.OK => new(Verdict.Ok, Subject, $"takes the key of {key}"),
            HttpStatusCode.Unauthorized => new(Verdict.Wrong, Subject, $"refuses the key of {key}: copy it from the hub's access policies."),
            HttpStatusCode.Forbidden => new(Verdict.Wrong, Subject, $"The policy of {key} may not manage: use one with Send and Manage."),
            HttpStatusCode.NotFound => new(Verdict.Wrong, Subject, "There is no such hub: check Push:NotificationHubs:Hub and the endpoint of the connection string."),
            _ => new(Verdict.Wrong, Subject, $"{call.Address.Host} does not answer as a hub ({reply.Outcome}): check the endpoint of Push:NotificationHubs:ConnectionString, and that this machine may reach it."),
        };
    }
}
