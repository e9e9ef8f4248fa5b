using System.Diagnostics;
using Mobile.Features.Data;
using Mobile.Features.Devices;
using Mobile.Features.Push.Events;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Push;

/// <summary>
/// The trace source of pushes. The rows of events and pushes keep the traceparent (W3C Trace Context) of what wrote them, so that a trace
/// goes on in the worker that takes them. Where nobody traced the one, nobody traces the other.
/// </summary>
public static class PushActivity
{
    public const string SourceName = "Mobile.Push";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>What to keep with a row that is written now.</summary>
    internal static string? TraceParent => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } running ? running.Id : null;

    internal static Activity? StartExpansion(OutboxRow row) =>
        Continue("expand event", ActivityKind.Consumer, row.TraceParent)?.SetTag("mobile.event.type", row.Type).SetTag("mobile.event.id", row.Id);

    internal static Activity? StartSend(SendBatch batch) => Continue("send push", ActivityKind.Client, batch.Push.TraceParent)?
        .SetTag("messaging.operation.name", "send")
        .SetTag("messaging.batch.message_count", batch.Targets.Count)
        .SetTag("mobile.push.id", batch.Push.Id)
        .SetTag("mobile.push.batch", batch.Id)
        .SetTag("mobile.push.lane", batch.Push.Lane)
        .SetTag("mobile.push.platform", batch.Platform.Name());

    internal static void End(Activity? span, SendResult result)
    {
        span?.SetTag("mobile.push.outcome", result.Outcome.ToString());
        if (result.Outcome is not SendOutcome.Accepted)
        {
            span.Fail(result.Reason);
        }
    }

    /// <summary>The beginning of a campaign, whose sends belong to its trace.</summary>
    public static Activity? StartCampaign(string id) => Source.StartActivity("begin campaign")?.SetTag("mobile.campaign.id", id);

    private static Activity? Continue(string name, ActivityKind kind, string? traceParent) =>
        ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var parent) ? Source.StartActivity(name, kind, parent) : null;
}
