using Mobile.Features.Pipeline;
using Mobile.Features.Push;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Campaigns.Running;

/// <summary>A person decides about the recipients of whom nobody knows whether the push has arrived.</summary>
public static class ResolveUnknownRecipients
{
    public sealed class Handler(RecipientChanges recipients, DeliveryChanges deliveries)
    {
        /// <summary>Sends to them again; some may then see it twice.</summary>
        public Task<Outcome<RecipientChanges.Changed>> RetryAsync(string id, long? seenRevision, CancellationToken stop) => recipients.ApplyAsync(
            id, seenRevision, DeliveryStates.Unknown, "campaign-unknown-retried", sendsAgain: true, push => deliveries.RetryUnknownAsync(push, stop), stop);

        /// <summary>Takes it for delivered; some may then never see it.</summary>
        public Task<Outcome<RecipientChanges.Changed>> AssumeDeliveredAsync(string id, long? seenRevision, CancellationToken stop) => recipients.ApplyAsync(
            id, seenRevision, DeliveryStates.Unknown, "campaign-unknown-assumed-delivered", sendsAgain: false, push => deliveries.AssumeDeliveredAsync(push, stop), stop);
    }
}
