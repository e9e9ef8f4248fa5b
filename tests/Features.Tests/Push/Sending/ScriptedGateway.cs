using System.Collections.Concurrent;
using Mobile.Features.Push;

namespace Mobile.Features.Tests.Push.Sending;

/// <summary>Answers as the test says, and remembers who was named.</summary>
public sealed class ScriptedGateway : IPushGateway
{
    public static readonly SendResult Accepted = new(SendOutcome.Accepted, NotificationId: "n-1");

    public int MaxTargets => 1000;

    public ConcurrentQueue<string> Named { get; } = new();

    public Func<IReadOnlyList<PushTarget>, Task<SendResult>> Answer { get; set; } = _ => Task.FromResult(Accepted);

    public Task<SendResult> SendAsync(PushMessage message, IReadOnlyList<PushTarget> targets, CancellationToken stop)
    {
        foreach (var target in targets)
        {
            Named.Enqueue(target.DeviceId);
        }

        return Answer(targets);
    }

    public Task<SendResult> SendToRegistrationAsync(PushMessage message, PushTarget target, CancellationToken stop) => SendAsync(message, [target], stop);
}
