namespace Mobile.Perf.Load;

/// <summary>What a figure of a step must not exceed.</summary>
/// <param name="Step">Its name, or <see cref="StepResult.WholeName"/>.</param>
/// <param name="Unit"><c>ms</c> or <c>%</c>.</param>
internal sealed record Threshold(string Step, string Figure, string Unit, double Limit, Func<StepResult, double> Value)
{
    public bool IsLatency => Unit == "ms";

    public static Threshold ErrorRate(double percent) => new(StepResult.WholeName, "failed", "%", percent, step => 100 * step.ErrorRate);

    public static Threshold P99(string step, double milliseconds) => new(step, "p99", "ms", milliseconds, result => result.Latency.P99);

    /// <summary>Compares the figure with its limit. A step that never ran has no figure, and so holds no limit.</summary>
    /// <param name="isLate">
    /// The generator was late. Its lateness is part of each latency: one below the limit holds all the same, one above it is not judged.
    /// </param>
    public ThresholdResult Judge(IReadOnlyList<StepResult> steps, bool isLate = false) =>
        steps.FirstOrDefault(step => step.Name == Step) is { Count: > 0 } result && Value(result) is var value
            ? new(Step, Figure, Unit, value, Limit, value <= Limit, IsJudged: value <= Limit || !(IsLatency && isLate))
            : new(Step, Figure, Unit, null, Limit, Held: false);
}

/// <param name="Value">Null where the step never ran.</param>
/// <param name="IsJudged">False where the value is above the limit and may be so by the generator's own fault.</param>
internal sealed record ThresholdResult(string Step, string Figure, string Unit, double? Value, double Limit, bool Held, bool IsJudged = true)
{
    public Outcome Outcome => Held ? Outcome.Held : IsJudged ? Outcome.Broken : Outcome.NotJudged;
}
