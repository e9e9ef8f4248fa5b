using Mobile.Admin.Components.Pages.Operations;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Push.Attention;
using Mobile.Features.Push.NotificationHubs;

namespace Mobile.Admin.Actions;

/// <summary>What staff decide about pushes that wait for a person, and about the hub.</summary>
internal static class OperationActions
{
    private const string Outbox = "/admin/operations/outbox";

    private static readonly string[] Push = [Staff.Push];
    private static readonly string[] Release = [Staff.Release];

    public static void Map(AdminActions actions)
    {
        actions.Map<OutboxPage>("/operations/outbox/retry-event", Push, (ActionInput form, RetryEvent.Handler events, CancellationToken stop) =>
            events.RetryAsync(form.Required("id"), stop).ThenAsync(Outbox, "The dispatcher tries the event again."));

        actions.Map<OutboxPage>("/operations/outbox/decide", Push, async Task<ActionAnswer> (
                ActionInput form, ResolveUnknown.Handler unknown, RetryFailed.Handler failed, CancellationToken stop) =>
            form.Text("decision") switch
            {
                "retry-unknown" => Decided(await unknown.RetryAsync(form.Required("id"), stop), "are sent again"),
                "assume-delivered" => Decided(await unknown.AssumeDeliveredAsync(form.Required("id"), stop), "are taken for delivered"),
                "retry-failed" => Decided(await failed.RetryAsync(form.Required("id"), stop), "are sent again"),
                _ => PipelineProblems.ValidationFailed.With("Choose what becomes of it."),
            });

        actions.Map<WorkersPage>("/operations/workers/rebuild-hub", Release, (RebuildHub.Handler hub, CancellationToken stop) =>
            hub.RebuildAsync(stop).ThenAsync("/admin/operations/workers", "The hub is told of every device; this page shows how far it is."));
    }

    private static ActionAnswer Decided(Outcome<int> outcome, string what) => outcome.Then(Outbox, outcome.Value switch
    {
        0 => "Nothing was left to decide: somebody was faster.",
        1 => $"1 delivery {what}.".Replace(" are ", " is ", StringComparison.Ordinal),
        _ => $"{outcome.Value:#,0} deliveries {what}.",
    });
}
