using Mobile.Perf.Load;
using Mobile.Perf.Reports;
using Mobile.Perf.Scenarios;

namespace Mobile.Perf.Commands;

/// <summary>What the command line asks for.</summary>
/// <param name="IdTokens">Of the target's users.</param>
/// <param name="Report">The folder of the report.</param>
internal sealed record LoadOptions(
    IReadOnlyList<ScenarioPlan> Plans,
    double? Rate,
    int? Copies,
    TimeSpan Duration,
    Uri? Target,
    IReadOnlyList<string> IdTokens,
    int Seed,
    bool IsSmoke,
    DirectoryInfo Report)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SmokeDuration = TimeSpan.FromSeconds(2);

    public TimeSpan During => IsSmoke ? SmokeDuration : Duration;

    public double RateOf(ScenarioPlan plan) => Rate ?? (IsSmoke ? plan.SmokeRate : plan.Rate);

    public TimeSpan WarmUpOf(ScenarioPlan plan) => IsSmoke || !plan.Repeats ? TimeSpan.Zero : WarmUp;

    public IReadOnlyList<LoadSimulation> SimulationsOf(ScenarioPlan plan) =>
        Copies is { } copies && plan.Repeats ? [new KeepConstant(copies, During)] : plan.Simulate(RateOf(plan), During);

    /// <summary>In smoke the machine may be busy with anything: figures are not judged, errors are.</summary>
    public IEnumerable<Threshold> ThresholdsOf(ScenarioPlan plan) => plan.Thresholds.Where(threshold => !IsSmoke || !threshold.IsLatency);

    public RunOptions ToReport() => new(
        [.. Plans.Select(plan => plan.Name)], Rate, Copies, During.TotalSeconds, IsSmoke ? 0 : WarmUp.TotalSeconds, Target, Seed, IsSmoke);
}
