using System.Text.Json.Nodes;

namespace Mobile.Client;

/// <summary>A queued write was made on top of a state that someone else has changed since, in the same fields.</summary>
/// <param name="Write">The write, with the server's refusal.</param>
/// <param name="Base">The document as the user saw it before the write.</param>
/// <param name="Mine">The document as the write would have made it; null when it would have removed it.</param>
/// <param name="Current">The server's document now.</param>
/// <param name="ConflictingFields">Members that both have changed, to different values.</param>
public sealed record Conflict(RefusedWrite Write, JsonObject? Base, JsonObject? Mine, JsonObject? Current, IReadOnlyList<string> ConflictingFields);

/// <summary>How a conflict ends.</summary>
public sealed class Resolution
{
    private Resolution(JsonObject? patch = null) => Patch = patch;

    /// <summary>The write is taken back.</summary>
    public static Resolution KeepServer { get; } = new();

    /// <summary>The write is sent again, over what the server has now.</summary>
    public static Resolution KeepMine { get; } = new();

    internal JsonObject? Patch { get; }

    /// <summary>This merge patch (RFC 7396) is sent in place of the write, which must be a PATCH.</summary>
    public static Resolution Merge(JsonObject patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        return new(patch);
    }
}

/// <summary>
/// Who wins when a queued write meets a newer state of its document. It is asked only about fields that both sides changed: edits of
/// different fields merge by themselves.
/// </summary>
public sealed class ConflictPolicy
{
    private readonly Func<Conflict, CancellationToken, Task<Resolution?>> decide;

    private ConflictPolicy(Func<Conflict, CancellationToken, Task<Resolution?>> decide) => this.decide = decide;

    /// <summary>The write is taken back and reported.</summary>
    public static ConflictPolicy ServerWins { get; } = Always(Resolution.KeepServer);

    /// <summary>The write is sent again for the server's version.</summary>
    public static ConflictPolicy ClientWins { get; } = Always(Resolution.KeepMine);

    internal static ConflictPolicy SetAside { get; } = Always(null);

    /// <summary>
    /// Asks the app, which may ask its user. The sync waits for the answer, so the app must not wait for a sync; without an answer (null)
    /// the write becomes a dead letter, to be decided later.
    /// </summary>
    public static ConflictPolicy Ask(Func<Conflict, CancellationToken, Task<Resolution?>> decide)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new(decide);
    }

    internal Task<Resolution?> DecideAsync(Conflict conflict, CancellationToken stop) => decide(conflict, stop);

    private static ConflictPolicy Always(Resolution? resolution) => new((_, _) => Task.FromResult(resolution));
}
