using System.CommandLine;
using System.Globalization;
using Mobile.Perf.Load;
using Mobile.Perf.Reports;
using Spectre.Console;

namespace Mobile.Perf.Commands;

/// <summary>Two reports beside each other.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string> A = new("A.json") { Description = "The report of before." };

    private static readonly Argument<string> B = new("B.json") { Description = "The report of after." };

    private static readonly Option<double?> FailAbove = new("--fail-above")
    {
        Description = "Exit code 1 where a p99 or a throughput is worse by more than so much, and not by noise: 20%. 3 where a late generator forbids to say.",
        HelpName = "percent",
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent))
            {
                return percent / 100;
            }

            result.AddError($"--fail-above is a share such as 20%, not '{text}'.");
            return null;
        },
    };

    public static Command Create()
    {
        var command = new Command("compare", "Show two reports beside each other.") { A, B, FailAbove };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        Comparison comparison;
        try
        {
            comparison = Comparison.Of(ReportFile.Read(parsed.GetRequiredValue(A)), ReportFile.Read(parsed.GetRequiredValue(B)));
        }
        catch (ReportException wrong)
        {
            throw new UsageException(wrong.Message);
        }

        var table = LoadConsole.Table("scenario", "step", "rps A", "B", "ratio", "p50 A", "B", "ratio", "p99 A", "B ms", "ratio", "errors A", "B %", "verdict");
        foreach (var step in comparison.Steps)
        {
            table.AddRow(LoadConsole.Row(
            [
                step.Scenario, step.Step, .. step.Figures.SkipLast(1).SelectMany(Cells),
                LoadConsole.Number(step.Errors.A), LoadConsole.Number(step.Errors.B), step.Words,
            ]));
        }

        LoadConsole.Write(table);
        foreach (var warning in comparison.Warnings)
        {
            Console.WriteLine($"WARNING: {warning}");
        }

        return parsed.GetValue(FailAbove) is { } share ? Judge(comparison, share) : ExitCode.Held;
    }

    private static int Judge(Comparison comparison, double share)
    {
        var judged = comparison.Steps.Select(step => (Step: step, Outcome: step.Judge(share))).ToList();
        foreach (var (step, outcome) in judged.Where(step => step.Outcome is not Outcome.Held))
        {
            Console.WriteLine(outcome is Outcome.Broken
                ? $"BROKEN: {step.Scenario}, {step.Step} is worse by more than {share:0.#%}: {step.Words}."
                : $"Not judged: {step.Scenario}, {step.Step}: {step.Words}, and a generator was late. Run both again on a quieter machine.");
        }

        return ExitCode.Of(judged.Max(step => step.Outcome));
    }

    private static IEnumerable<string> Cells(FigureComparison figure) =>
        [LoadConsole.Number(figure.A), LoadConsole.Number(figure.B), double.IsFinite(figure.Ratio) ? LoadConsole.Number(figure.Ratio) : ""];
}
