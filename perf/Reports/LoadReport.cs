using Mobile.Perf.Load;

namespace Mobile.Perf.Reports;

/// <summary>A run, as report.json tells it. Times are in milliseconds.</summary>
/// <param name="Schema">Grows when a reader of the last one would misread it.</param>
internal sealed record LoadReport(
    int Schema,
    DateTimeOffset StartedAt,
    double Seconds,
    bool Interrupted,
    RunEnvironment Environment,
    RunOptions Options,
    IReadOnlyList<ScenarioResult> Scenarios)
{
    public const int CurrentSchema = 1;

    /// <summary>An interrupted run has shown nothing, whatever it has measured.</summary>
    public bool Held => !Interrupted && Scenarios.All(scenario => scenario.Held);
}

/// <summary>Where a run took place; figures of different places cannot be compared.</summary>
internal sealed record RunEnvironment(
    string Machine,
    string OperatingSystem,
    string Processor,
    int Cores,
    double MemoryGigabytes,
    string Runtime,
    string GarbageCollector,
    bool IsRelease,
    string? Commit);

/// <summary>What was asked for.</summary>
/// <param name="Target">Null where each scenario had a server of its own.</param>
/// <param name="Rate">Null where each scenario had its usual one.</param>
/// <param name="Copies">Null where load was open.</param>
internal sealed record RunOptions(
    IReadOnlyList<string> Scenarios, double? Rate, int? Copies, double DurationSeconds, double WarmUpSeconds, Uri? Target, int Seed, bool Smoke);

/// <param name="Skipped">Why it could not be run; all else is empty then.</param>
/// <param name="Simulations">In words.</param>
/// <param name="LatenessP99">How late the generator itself was.</param>
/// <param name="Broken">What of the promise did not hold, in sentences.</param>
/// <param name="Figures">What the scenario has counted besides.</param>
internal sealed record ScenarioResult(
    string Name,
    string Promise,
    string? Skipped,
    IReadOnlyList<string> Simulations,
    double LatenessP50,
    double LatenessP99,
    IReadOnlyList<StepResult> Steps,
    IReadOnlyList<ThresholdResult> Thresholds,
    IReadOnlyList<string> Broken,
    IReadOnlyDictionary<string, double> Figures)
{
    /// <summary>In milliseconds.</summary>
    public const double LatenessLimit = 10;

    public bool Held => Broken is [] && Thresholds.All(threshold => threshold.Held);

    public string? Warning => LatenessP99 > LatenessLimit
        ? $"The generator was late (p99 {LatenessP99:0.#} ms): the figures are too high."
        : null;

    public static ScenarioResult Skip(string name, string promise, string why) =>
        new(name, promise, why, [], 0, 0, [], [], [], new Dictionary<string, double>(StringComparer.Ordinal));
}
