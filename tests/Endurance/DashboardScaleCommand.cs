using Mobile.Testing.Scenarios.Dashboard;

namespace Mobile.Endurance;

internal static class DashboardScaleCommand
{
    public static Command Command { get; } = new(
        "dashboard-scale",
        "Every page of the dashboard is answered in less than half a second, however much there is.",
        [
            Option.Seed with { Default = "6" },
            new("db", "file", "dashboard-scale.db", "a database of SQLite; where it has the rows already, they stay"),
            new("devices", "n", "1000000", "registered devices, and as many active ones"),
            new("traffic", "n", "10000000", "rows of traffic; about, and at most twelve million"),
            new("campaigns", "n", "10000", "campaigns"),
            new("deliveries", "n", "2000000", "deliveries of the latest of them"),
            new("orders", "n", "1000000", "orders"),
            new("audit", "n", "1000000", "rows of the audit log"),
        ],
        RunAsync);

    private static IAsyncEnumerable<ScenarioReport> RunAsync(Arguments arguments, IProgress<ScenarioStep> progress) => new DashboardScaleScenario(
        new SqliteFile(arguments.Text("db")),
        arguments.Seed,
        new(
            arguments.Number("devices"),
            arguments.Number("traffic"),
            arguments.Number("campaigns"),
            arguments.Number("deliveries"),
            arguments.Number("orders"),
            arguments.Number("audit")),
        progress).RunAsync();
}
