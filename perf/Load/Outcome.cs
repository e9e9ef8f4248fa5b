namespace Mobile.Perf.Load;

/// <summary>Says what a run has shown of a threshold, a scenario or a whole suite.</summary>
internal enum Outcome
{
    Held,

    /// <summary>The generator itself was late, and its lateness is part of a latency above the limit: that says nothing about the server.</summary>
    NotJudged,

    Broken,
}
