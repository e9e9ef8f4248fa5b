using Mobile.Testing.Scenarios.SyncCost;

namespace Mobile.Endurance;

internal static class SyncCostCommand
{
    public static Command Command { get; } = new(
        "sync-cost",
        "A sync cycle costs what changed, not what exists: bytes, and the median of 15 times, plain and compressed.",
        [
            Option.Seed,
            new("orders", "n", "10000", "orders of the user"),
            new("changes", "n", "10", "how many of them have changed, at most 100"),
            Option.Engine,
        ],
        RunAsync);

    private static async IAsyncEnumerable<ScenarioReport> RunAsync(Arguments arguments, IProgress<ScenarioStep> progress)
    {
        await using var store = await arguments.CreateStoreAsync();
        foreach (var report in await new SyncCostScenario(store, arguments.Seed, arguments.Number("orders"), arguments.Number("changes"), progress).RunAsync())
        {
            yield return report;
        }
    }
}
