using Mobile.Perf.Load;
using Mobile.Perf.Reports;

namespace Mobile.Perf.Tests.Support;

/// <summary>Reports of runs that never were.</summary>
internal static class Reports
{
    public static LoadReport Of(params IReadOnlyList<ScenarioResult> scenarios) => new(
        LoadReport.CurrentSchema,
        DateTimeOffset.UnixEpoch,
        30,
        Interrupted: false,
        new("host", "Linux", "A processor", 2, 8, ".NET 10", "workstation, Interactive", IsRelease: true, "abcdef"),
        new(["browse"], Rate: null, Copies: null, 30, 3, Target: null, Seed: 1, Smoke: false),
        scenarios);

    public static ScenarioResult Scenario(params IReadOnlyList<StepResult> steps) =>
        new("browse", "A promise.", Skipped: null, ["Inject 100/s for 30 s"], 0.5, 2, steps, [], [], new Dictionary<string, double>(StringComparer.Ordinal) { ["answered 304"] = 7 });

    /// <summary>A step of 30 seconds.</summary>
    /// <param name="p99">Of each second, which decides how noisy the step is.</param>
    public static StepResult Step(double rps = 100, double p50 = 5, Func<int, double>? p99 = null, long failed = 0)
    {
        var inSecond = p99 ?? (_ => 20);
        var overall = Enumerable.Range(0, 30).Average(inSecond);
        return new(
            "order",
            (long)(rps * 30),
            failed,
            rps,
            4096,
            3100,
            new(1, p50, p50, p50 + 1, p50 + 2, overall, overall, overall),
            [new("200", true, (long)(rps * 30)), new("<503>", false, failed)],
            [.. StepResult.Shown.Select(percent => new PercentilePoint(percent, p50))],
            [.. Enumerable.Range(0, 31).Select(second => new SecondResult(second, (long)rps, failed / 30, p50, inSecond(second)))]);
    }
}
