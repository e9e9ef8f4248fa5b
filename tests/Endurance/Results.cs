using System.Globalization;
using Spectre.Console;

namespace Mobile.Endurance;

/// <summary>A row for each run, then what was violated.</summary>
internal static class Results
{
    private const int Width = 160;

    public static void Write(IReadOnlyList<ScenarioReport> reports)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("scenario", "engine", "seed");
        foreach (var (name, _) in reports[0].Figures)
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        table.AddColumn("");
        foreach (var report in reports)
        {
            string[] row =
            [
                report.Scenario, report.Engine, report.Seed.ToString(CultureInfo.InvariantCulture),
                .. report.Figures.Select(figure => figure.Value), report.Held ? "held" : "BROKEN",
            ];
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = Width;
        }

        AnsiConsole.Write(table);
        foreach (var report in reports.Where(report => !report.Held))
        {
            Console.WriteLine(report);
        }
    }
}
