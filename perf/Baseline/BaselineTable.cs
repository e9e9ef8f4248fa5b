using Spectre.Console;

namespace Mobile.Perf.Baseline;

/// <summary>The ratios as a table on the terminal.</summary>
internal static class BaselineTable
{
    /// <summary>Where a log file tells no width.</summary>
    public const int Width = 200;

    public static void Show(IReadOnlyList<Comparison> comparisons)
    {
        if (comparisons.Count == 0)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("work", "against", "ratio (range)", "goal", "product/s", "other/s", "p50 ms", "p99 ms", "p99 ratio", "CPU µs", "");
        foreach (var column in table.Columns.Skip(2))
        {
            column.RightAligned();
        }

        foreach (var row in comparisons)
        {
            table.AddRow(
                row.Work.Title,
                row.Work.Other.Name,
                $"{row.Ratio:0.00} ({row.Lowest:0.00}–{row.Highest:0.00})",
                $"≥ {row.Work.Goal:0.##}{(row.Work.TailGoal is { } tail ? $", p99 ≤ {tail:0.##}" : "")}",
                $"{row.Median(round => round.Product.PerSecond):N0}",
                $"{row.Median(round => round.Other.PerSecond):N0}",
                $"{Milliseconds(row, round => round.Product.P50)} / {Milliseconds(row, round => round.Other.P50)}",
                $"{Milliseconds(row, round => round.Product.P99)} / {Milliseconds(row, round => round.Other.P99)}",
                $"{row.TailRatio:0.000}",
                $"{row.Median(round => round.Product.ProcessorTime.TotalMicroseconds):0} / {row.Median(round => round.Other.ProcessorTime.TotalMicroseconds):0}",
                row.Holds ? "[green]holds[/]" : "[red]falls short[/]");
        }

        AnsiConsole.Write(table);
        foreach (var (side, status, count) in comparisons.SelectMany(row => row.Wrong))
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{side}: {count} answers of {status}[/]");
        }
    }

    private static string Milliseconds(Comparison row, Func<Round, TimeSpan> time) => $"{row.Median(round => time(round).TotalMilliseconds):0.0}";
}
