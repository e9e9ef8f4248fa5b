using System.Net;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>
/// Sends through Azure Notification Hubs. A send has no key by which the hub would notice a repetition, so nothing is ever sent again
/// here, and whatever is not certain is told as unknown. A send is over within <see cref="HubOptions.SendTimeout"/>, its wait included.
/// </summary>
internal sealed partial class NotificationHubsGateway(
    NotificationHubsClient client, HubOptions hub, HubBrake brake, TimeProvider clock, ILogger<NotificationHubsGateway> logger) : IPushGateway
{
    /// <summary>The most that one batch may name.</summary>
    public int MaxTargets => 1000;

    /// <inheritdoc/>
    /// <param name="stop">Withdraws a send that has not begun. One that has is finished: broken off, it would be in doubt.</param>
    public Task<SendResult> SendAsync(PushMessage message, IReadOnlyList<PushTarget> targets, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfZero(targets.Count, nameof(targets));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(targets.Count, MaxTargets, nameof(targets));
        return targets is [var only]
            ? SendAsync(message, only.Handle, () => HubRequests.SendToHandle(message, only.Handle, clock.GetUtcNow()), stop)
            : SendAsync(message, "", () => HubRequests.SendToHandles(message, targets.Select(target => target.Handle), clock.GetUtcNow()), stop);
    }

    public Task<SendResult> SendToRegistrationAsync(PushMessage message, PushTarget target, CancellationToken stop) =>
        SendAsync(message, "", () => HubRequests.SendToTags(message, TagExpression.Of(HubTags.OfDevice(target.DeviceId)), clock.GetUtcNow()), stop);

    /// <param name="header">A value from outside that the request carries as a header.</param>
    private async Task<SendResult> SendAsync(PushMessage message, string header, Func<HubRequest> request, CancellationToken stop)
    {
        if (!IsHeader(header) || !IsHeader(message.Content.CollapseId ?? ""))
        {
            return new(SendOutcome.Refused, SendResult.BadRequest);
        }

        if (stop.IsCancellationRequested)
        {
            return new(SendOutcome.NotTaken, "stopping");
        }

        if (brake.TryBegin(out var ticket) is { } wait)
        {
            return new(SendOutcome.NotTaken, "held", wait);
        }

        HubReply? reply = null;
        try
        {
            using var timeout = new CancellationTokenSource(hub.SendTimeout, clock);
            reply = await client.CallAsync(request(), timeout.Token);
        }
        finally
        {
            if (reply is null)
            {
                brake.Abandon();
            }
        }

        var result = ResultOf(reply);
        Brake(result, reply, ticket);
        return result;
    }

    private void Brake(SendResult result, HubReply reply, long ticket)
    {
        var isTrouble = result.Outcome is SendOutcome.Unknown or SendOutcome.NotTaken
            || reply.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound;
        if (!isTrouble)
        {
            brake.Release();
        }
        else if (brake.Hold(ticket, result.RetryAfter) is { } held)
        {
            Log.Held(logger, held.TotalSeconds, reply.Outcome);
        }
    }

    private static SendResult ResultOf(HubReply reply) => reply.Reach switch
    {
        HubReach.NotSent => new(SendOutcome.NotTaken, reply.Reason),
        HubReach.NoReply => new(SendOutcome.Unknown, reply.Reason),
        _ when reply.IsSuccess => new(SendOutcome.Accepted, NotificationId: reply.NotificationId),
        _ when reply.IsThrottled => new(SendOutcome.NotTaken, "throttled", reply.RetryAfter),
        _ => reply.Status switch
        {
            HttpStatusCode.BadRequest => new(SendOutcome.Refused, SendResult.BadRequest),
            HttpStatusCode.Unauthorized => new(SendOutcome.Refused, "unauthorized"),
            HttpStatusCode.Forbidden => new(SendOutcome.Refused, "forbidden"),
            HttpStatusCode.NotFound => new(SendOutcome.Refused, "hub-not-found"),
            HttpStatusCode.RequestEntityTooLarge => new(SendOutcome.Refused, "payload-too-large"),
            HttpStatusCode.RequestTimeout => new(SendOutcome.Unknown, "hub-error"),
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => new(SendOutcome.Refused, "refused"),
            _ => new(SendOutcome.Unknown, "hub-error"),
        },
    };

    private static bool IsHeader(string value) => value.All(letter => letter is >= ' ' and <= '~');

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Sends are held for {Seconds} s: the hub answered {Outcome}")]
        public static partial void Held(ILogger logger, double seconds, string outcome);
    }
}
