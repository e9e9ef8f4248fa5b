namespace Mobile.Features.Push.Events;

/// <summary>An event as it is stored.</summary>
/// <param name="Seq">Of the user's feed when it happened: events of a user are in its order, whatever the clocks said. 0 of an earlier build.</param>
/// <param name="TraceParent">Of what made it happen, as W3C Trace Context writes it; null where nobody traced that.</param>
internal sealed record OutboxRow(string Id, string Type, string UserId, string Event, long OccurredAt, long Attempts, string? TraceParent, long Seq);

/// <summary>The values of the state column of <c>outbox</c>.</summary>
public static class OutboxStates
{
    /// <summary>Nobody was told yet.</summary>
    public const string Pending = "pending";

    /// <summary>Its pushes are written; what becomes of them stands in <c>deliveries</c>.</summary>
    public const string Done = "done";

    /// <summary>A dead letter: it could not become a push, and waits for a person.</summary>
    public const string Dead = "dead";
}
