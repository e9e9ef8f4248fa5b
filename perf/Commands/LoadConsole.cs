using System.Globalization;
using Mobile.Perf.Load;
using Mobile.Perf.Reports;
using Mobile.Perf.Scenarios;
using Spectre.Console;

namespace Mobile.Perf.Commands;

/// <summary>What the load suite shows: the list of its scenarios, its results.</summary>
internal static class LoadConsole
{
    /// <summary>Of a table that goes to a file or a pipe.</summary>
    private const int Width = 150;

    public static void WriteList(IReadOnlyList<ScenarioPlan> plans)
    {
        var table = Table("scenario", "a second", "promise");
        foreach (var plan in plans)
        {
            table.AddRow(Row(plan.Name, Number(plan.Rate), plan.Promise));
        }

        Write(table);
    }

    /// <summary>Runs with live progress: a moving table on a terminal, plain lines where the output goes elsewhere.</summary>
    public static async Task<LoadReport> FollowAsync(Func<IProgress<LiveScenario>, Task<LoadReport>> run) => Console.IsOutputRedirected
        ? await LiveView.FollowAsync(run, new LiveLines(Console.Out))
        : await AnsiConsole.Live(new Text("")).AutoClear(true).StartAsync(context => LiveView.FollowAsync(run, new LiveTable(context)));

    public static void Write(LoadReport report, DirectoryInfo folder)
    {
        foreach (var scenario in report.Scenarios)
        {
            Console.WriteLine();
            Console.WriteLine($"{scenario.Name}: {scenario.Promise}");
            if (scenario.Skipped is { } why)
            {
                Console.WriteLine($"  skipped: {why}.");
            }
            else
            {
                Write(Steps(scenario));
                WriteVerdict(scenario);
            }

            foreach (var broken in scenario.Broken)
            {
                Console.WriteLine($"  BROKEN: {broken}");
            }
        }

        Console.WriteLine();
        Console.WriteLine(report switch
        {
            { Interrupted: true } => "Interrupted: what was measured is in the report, and proves nothing.",
            { Outcome: Outcome.Held } => "Everything held.",
            { Outcome: Outcome.NotJudged } => $"Not judged: {Names(report, Outcome.NotJudged)}. The generator was late: run it again on a quieter machine or at a lower --rate.",
            _ => $"Broken: {Names(report, Outcome.Broken)}.",
        });
        Console.WriteLine($"Report: {Path.Combine(folder.FullName, "report.html")}");
    }

    public static Table Table(params ReadOnlySpan<string> columns)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)));
        }

        return table;
    }

    public static string[] Row(params IEnumerable<string> cells) => [.. cells.Select(Markup.Escape)];

    public static void Write(Table table)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = Width;
        }

        AnsiConsole.Write(table);
    }

    public static string Number(double value) => value.ToString(value >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture);

    private static string Names(LoadReport report, Outcome outcome) =>
        string.Join(", ", report.Scenarios.Where(scenario => scenario.Outcome == outcome).Select(scenario => scenario.Name));

    private static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Held => "held",
        Outcome.NotJudged => "not judged",
        _ => "BROKEN",
    };

    private static Table Steps(ScenarioResult scenario)
    {
        var table = Table("step", "ok", "failed", "rps", "min", "mean", "p50", "p75", "p95", "p99", "p99.9", "max ms", "KB", "tries", "answers");
        foreach (var step in scenario.Steps)
        {
            table.AddRow(Row(
            [
                step.Name, $"{step.Ok}", $"{step.Failed}", Number(step.Rps),
                .. step.Latency.Figures.Select(Number),
                step.Bytes > 0 ? Number(step.Bytes / 1024d) : "",
                step.Count > 0 && step.Attempts > 0 ? Number((double)step.Attempts / step.Count) : "",
                string.Join(", ", step.Statuses.Select(status => $"{status.Name} {status.Count}")),
            ]));
        }

        return table;
    }

    private static void WriteVerdict(ScenarioResult scenario)
    {
        foreach (var (name, value) in scenario.Figures)
        {
            Console.WriteLine($"  {name}: {Number(value)}");
        }

        foreach (var threshold in scenario.Thresholds)
        {
            var value = threshold.Value is { } known ? $"{Number(known)} {threshold.Unit}" : "never ran";
            Console.WriteLine($"  {Word(threshold.Outcome)}: {threshold.Step} {threshold.Figure} {value}, limit {Number(threshold.Limit)} {threshold.Unit}");
        }

        Console.WriteLine($"  generator late by p50 {Number(scenario.LatenessP50)} ms, p99 {Number(scenario.LatenessP99)} ms");
        if (scenario.Warning is { } warning)
        {
            Console.WriteLine($"  WARNING: {warning}");
        }

        if (scenario.Broken is [])
        {
            Console.WriteLine("  promise held");
        }
    }
}
