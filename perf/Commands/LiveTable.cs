using Mobile.Perf.Load;
using Spectre.Console;

namespace Mobile.Perf.Commands;

/// <summary>A table that moves: a row for each step.</summary>
internal sealed class LiveTable(LiveDisplayContext context) : ILiveView
{
    public TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(500);

    public void Show(LiveScenario scenario, IReadOnlyList<LiveResult> steps, IReadOnlyList<double> rates)
    {
        var table = LoadConsole.Table("step", "rps", "ok", "failed", "p50 ms", "p99 ms").Title(Markup.Escape($"{scenario.Name}: {LiveLines.Phase(scenario)}"));
        foreach (var (step, rate) in steps.Zip(rates))
        {
            table.AddRow(LoadConsole.Row(step.Name, LoadConsole.Number(rate), $"{step.Ok}", $"{step.Failed}", LoadConsole.Number(step.P50), LoadConsole.Number(step.P99)));
        }

        context.UpdateTarget(table);
    }
}
