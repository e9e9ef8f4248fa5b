using Mobile.Features.Pipeline;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Push.Attention;

/// <summary>Sends the dead letters of an event's push again, once what they failed of is mended.</summary>
public static class RetryFailed
{
    public sealed class Handler(PushDecisions decisions, DeliveryChanges changes)
    {
        /// <returns>How many devices it concerns.</returns>
        public Task<Outcome<int>> RetryAsync(string pushId, CancellationToken stop) =>
            decisions.ApplyAsync(pushId, "failed-deliveries-retried", push => changes.RetryFailedAsync(push, stop), stop);
    }
}
