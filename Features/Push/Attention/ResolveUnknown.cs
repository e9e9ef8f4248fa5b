using Mobile.Features.Pipeline;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Push.Attention;

/// <summary>Decides what becomes of deliveries of an event's push that may have arrived: sent again, and some phones then ring twice, or taken for delivered.</summary>
public static class ResolveUnknown
{
    public sealed class Handler(PushDecisions decisions, DeliveryChanges changes)
    {
        /// <returns>How many devices it concerns.</returns>
        public Task<Outcome<int>> RetryAsync(string pushId, CancellationToken stop) =>
            decisions.ApplyAsync(pushId, "unknown-deliveries-retried", push => changes.RetryUnknownAsync(push, stop), stop);

        /// <returns>How many devices it concerns.</returns>
        public Task<Outcome<int>> AssumeDeliveredAsync(string pushId, CancellationToken stop) =>
            decisions.ApplyAsync(pushId, "unknown-deliveries-assumed-delivered", push => changes.AssumeDeliveredAsync(push, stop), stop);
    }
}
