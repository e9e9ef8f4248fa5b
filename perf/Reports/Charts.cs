using Mobile.Perf.Load;

namespace Mobile.Perf.Reports;

/// <summary>The three pictures of a scenario.</summary>
internal static class Charts
{
    private static readonly double[] PercentileTicks = [50, 90, 99, 99.9, 99.99];

    public static IReadOnlyList<Chart> Of(ScenarioResult scenario)
    {
        var whole = scenario.Steps[0];
        return
        [
            new("Throughput", "seconds", "arrivals finished per second", Seconds(whole), [Line(whole, "ok", second => second.Ok), Line(whole, "failed", second => second.Failed)]),
            new("Latency over time", "seconds", "ms", Seconds(whole), [Line(whole, "p50", Finished(second => second.P50)), Line(whole, "p99", Finished(second => second.P99))]),
            new(
                "Latency by percentile",
                "percentile",
                "ms",
                [.. PercentileTicks.Select(percent => new Tick(Nines(percent), $"{percent}"))],
                [.. scenario.Steps.Take(Chart.MaxLines).Select(Percentiles)]),
        ];
    }

    /// <summary>A second in which nothing ended has no latency.</summary>
    private static Func<SecondResult, double?> Finished(Func<SecondResult, double> value) => second => second.Ok + second.Failed > 0 ? value(second) : null;

    private static ChartLine Line(StepResult step, string name, Func<SecondResult, double?> value) =>
        new(name, [.. step.Seconds.Select(second => ((double)second.Second, value(second)))]);

    private static IReadOnlyList<Tick> Seconds(StepResult step)
    {
        var last = Math.Max(1, step.Seconds.Count - 1);
        var every = Math.Max(1, (int)Chart.Round(last)[1].At);
        return [.. Enumerable.Range(0, (last / every) + (last % every > 0 ? 2 : 1)).Select(i => new Tick(i * every, $"{i * every}"))];
    }

    /// <summary>As far as there is at least one arrival beyond; further out a percentile is but the highest value.</summary>
    private static ChartLine Percentiles(StepResult step) => new(
        step.Name, [.. step.Percentiles.Where(point => step.Count * (100 - point.Percent) >= 100).Select(point => (Nines(point.Percent), (double?)point.Latency))]);

    private static double Nines(double percent) => -Math.Log10(1 - (percent / 100));
}
