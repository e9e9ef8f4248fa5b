using Mobile.Perf.Load;

namespace Mobile.Perf.Commands;

/// <summary>A plain line at a time, of the whole arrivals.</summary>
internal sealed class LiveLines(TextWriter output) : ILiveView
{
    public TimeSpan Interval { get; } = TimeSpan.FromSeconds(5);

    public void Show(LiveScenario scenario, IReadOnlyList<LiveResult> steps, IReadOnlyList<double> rates) => output.WriteLine(steps is [var whole, ..]
        ? $"{scenario.Name}: {Phase(scenario)}, {LoadConsole.Number(rates[0])} a second, {whole.Ok} ok, {whole.Failed} failed, "
            + $"p50 {LoadConsole.Number(whole.P50)} ms, p99 {LoadConsole.Number(whole.P99)} ms"
        : $"{scenario.Name}: {Phase(scenario)}");

    public static string Phase(LiveScenario scenario) => (scenario.Lasts - scenario.Measurements?.Elapsed) switch
    {
        null => scenario.Phase,
        { Ticks: > 0 } left => $"{scenario.Phase}, {Math.Ceiling(left.TotalSeconds)} s left",
        _ => $"{scenario.Phase}, waiting for the last answers",
    };
}
