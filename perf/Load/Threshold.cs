namespace Mobile.Perf.Load;

/// <summary>What a figure of a step must not exceed.</summary>
/// <param name="Step">Its name, or <see cref="StepResult.WholeName"/>.</param>
/// <param name="Unit"><c>ms</c> or <c>%</c>.</param>
internal sealed record Threshold(string Step, string Figure, string Unit, double Limit, Func<StepResult, double> Value)
{
    public bool IsLatency => Unit == "ms";

    public static Threshold ErrorRate(double percent) => new(StepResult.WholeName, "failed", "%", percent, step => 100 * step.ErrorRate);

    public static Threshold P99(string step, double milliseconds) => new(step, "p99", "ms", milliseconds, result => result.Latency.P99);

    /// <summary>A step that never ran has no figure, and so holds no limit.</summary>
    public ThresholdResult Judge(IReadOnlyList<StepResult> steps) =>
        steps.FirstOrDefault(step => step.Name == Step) is { Count: > 0 } result && Value(result) is var value
            ? new(Step, Figure, Unit, value, Limit, value <= Limit)
            : new(Step, Figure, Unit, null, Limit, Held: false);
}

/// <param name="Value">Null where the step never ran.</param>
internal sealed record ThresholdResult(string Step, string Figure, string Unit, double? Value, double Limit, bool Held);
