using Mobile.Features.Devices;

namespace Mobile.Features.Push;

/// <summary>Hands pushes to whatever carries them to the devices. It neither repeats a send nor throws for one that failed: it tells what is known.</summary>
public interface IPushGateway
{
    /// <summary>How many devices one call may name.</summary>
    int MaxTargets { get; }

    /// <summary>Sends one push to devices of one platform.</summary>
    Task<SendResult> SendAsync(PushMessage message, IReadOnlyList<PushTarget> targets, CancellationToken stop);

    /// <summary>Sends to one device by what the gateway itself knows of it, and so shows whether it knows it.</summary>
    Task<SendResult> SendToRegistrationAsync(PushMessage message, PushTarget target, CancellationToken stop);
}

/// <summary>A push as one platform gets it.</summary>
/// <param name="PushId">Comes back when the push is opened.</param>
/// <param name="Payload">JSON in UTF-8, within the platform's limit.</param>
public sealed record PushMessage(string PushId, PushPlatform Platform, PushContent Content, ReadOnlyMemory<byte> Payload);

/// <param name="Handle">The address that the platform gave the device: a secret, which is neither logged nor shown.</param>
public sealed record PushTarget(string DeviceId, string UserId, string Handle)
{
    public override string ToString() => $"device {DeviceId}";
}

/// <summary>What is known of a send after it.</summary>
public enum SendOutcome
{
    /// <summary>It was taken.</summary>
    Accepted,

    /// <summary>It may have been taken: only a person decides to send it again.</summary>
    Unknown,

    /// <summary>It was certainly not taken, and may be later: send it again after <see cref="SendResult.RetryAfter"/>.</summary>
    NotTaken,

    /// <summary>It was refused for good.</summary>
    Refused,
}

/// <param name="Reason">Kebab-case, for all but <see cref="SendOutcome.Accepted"/>: <c>payload-too-large</c>, <c>no-reply</c>.</param>
/// <param name="RetryAfter">When to try again; null where the gateway did not say.</param>
/// <param name="NotificationId">By which the gateway knows the send.</param>
public sealed record SendResult(SendOutcome Outcome, string? Reason = null, TimeSpan? RetryAfter = null, string? NotificationId = null)
{
    /// <summary>The reason of a send that was refused for its form: the message is at fault, or one of the handles that it names.</summary>
    public const string BadRequest = "bad-request";

    public bool IsMalformed => Outcome is SendOutcome.Refused && Reason == BadRequest;
}
