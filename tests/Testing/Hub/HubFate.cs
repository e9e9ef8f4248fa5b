namespace Mobile.Testing.Hub;

/// <summary>What becomes of one call at the stand-in.</summary>
/// <param name="Status">Answered without taking the call; 0 to take it.</param>
/// <param name="RetryAfter">The header beside the status.</param>
public sealed record HubFate(int Status = 0, string? RetryAfter = null)
{
    /// <summary>The hub works.</summary>
    public static readonly HubFate Take = new();

    /// <summary>The connection ends after the call was read and before it is taken.</summary>
    public static readonly HubFate BreakBefore = new() { Breaks = true, Takes = false };

    /// <summary>The call is taken, and the connection ends instead of an answer.</summary>
    public static readonly HubFate BreakAfter = new() { Breaks = true };

    /// <summary>Passes before anything else, by the real time.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>What else is waited for first.</summary>
    public Task Until { get; init; } = Task.CompletedTask;

    /// <summary>The body beside the status.</summary>
    public string Body { get; init; } = "<Error><Code>0</Code><Detail>As the test wants it.</Detail></Error>";

    public bool Breaks { get; init; }

    /// <summary>Whether the hub does what it is asked.</summary>
    public bool Takes { get; init; } = Status == 0;
}
