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

    /// <summary>Is the worst of the scenarios. An interrupted run has shown nothing, whatever it has measured.</summary>
    public Outcome Outcome => Interrupted ? Outcome.Broken : Scenarios.Select(scenario => scenario.Outcome).DefaultIfEmpty().Max();

    public bool Held => Outcome is Outcome.Held;
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
/// <param name="WarmUpSeconds">Before each scenario that can be repeated; 0 in a smoke run.</param>
internal sealed record RunOptions(
    IReadOnlyList<string> Scenarios, double? Rate, int? Copies, double DurationSeconds, double WarmUpSeconds, Uri? Target, int Seed, bool Smoke);

/// <param name="Skipped">Why it could not be run; all else is empty then.</param>
/// <param name="Simulations">In words.</param>
/// <param name="LatenessP99">How late the generator itself was.</param>
/// <param name="Broken">What of the promise did not hold, in sentences.</param>
/// <param name="Figures">What the scenario has counted besides, without its warm-up.</param>
/// <param name="WarmUpSeconds">How long load was made before the measurement; null in a report that does not tell.</param>
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
    IReadOnlyDictionary<string, double> Figures,
    double? WarmUpSeconds = null)
{
    /// <summary>In milliseconds.</summary>
    public const double LatenessLimit = 10;

    public bool IsLate => LatenessP99 > LatenessLimit;

    /// <summary>Is the worst of the promise and the thresholds.</summary>
    public Outcome Outcome => Broken is [] ? Thresholds.Select(threshold => threshold.Outcome).DefaultIfEmpty().Max() : Outcome.Broken;

    public bool Held => Outcome is Outcome.Held;

    public string? Warning => IsLate
        ? $"The generator was late (p99 {LatenessP99:0.#} ms): the latencies are too high, and one above its limit is not judged."
        : null;

    public static ScenarioResult Skip(string name, string promise, string why) =>
        new(name, promise, why, [], 0, 0, [], [], [], new Dictionary<string, double>(StringComparer.Ordinal));
}
