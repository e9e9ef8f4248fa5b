using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Push;

public static class PushProblems
{
    public static readonly ProblemType PushNotFound = new(
        "push-not-found", 404, "There is no such push", "Send the pushId that came with a push to this device.");

    public static readonly ProblemType EventNotFound = new(
        "event-not-found", 404, "There is no such event", "It was retried already, or is kept no longer.");

    public static readonly ProblemType InvalidPush = new(
        "invalid-push", 422, "The push cannot be sent", "Correct the members named in errors.");

    public static readonly ProblemType NoHub = new(
        "no-hub", 409, "No notification hub is configured", "Set Push:NotificationHubs:ConnectionString and Push:NotificationHubs:Hub.");

    public static IReadOnlyList<ProblemType> All { get; } = [PushNotFound, EventNotFound, InvalidPush, NoHub];

    /// <summary>A member of the push is wrong.</summary>
    public static Problem Invalid(string member, string message) => new(InvalidPush)
    {
        Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { [member] = [message] },
    };
}
