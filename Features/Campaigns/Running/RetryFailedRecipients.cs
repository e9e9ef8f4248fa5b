using Mobile.Features.Pipeline;
using Mobile.Features.Push;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Campaigns.Running;

/// <summary>Sends again to the recipients for whom the push was refused, once the cause is mended.</summary>
public static class RetryFailedRecipients
{
    public sealed class Handler(RecipientChanges recipients, DeliveryChanges deliveries)
    {
        public Task<Outcome<RecipientChanges.Changed>> RetryAsync(string id, long? seenRevision, CancellationToken stop) => recipients.ApplyAsync(
            id, seenRevision, DeliveryStates.Failed, "campaign-failed-retried", sendsAgain: true, push => deliveries.RetryFailedAsync(push, stop), stop);
    }
}
