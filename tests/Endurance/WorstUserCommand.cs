using Mobile.Testing.Scenarios.Limits;

namespace Mobile.Endurance;

internal static class WorstUserCommand
{
    public static Command Command { get; } = new(
        "worst-user",
        "One user at the worst that the limits allow makes the process grow by no more than half, and another's p99 no more than double.",
        [
            Option.Seed,
            new("orders", "n", "1500", "of the worst user, each of 50 lines and the longest note, all in his export"),
            new("seconds", "n", "60", "of each measurement, alone and beside the worst user"),
        ],
        RunAsync);

    private static async IAsyncEnumerable<ScenarioReport> RunAsync(Arguments arguments, IProgress<ScenarioStep> progress)
    {
        await using var store = new SqliteStore();
        var size = new WorstUserSize(
            arguments.Number("orders"), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(arguments.Number("seconds")));
        yield return await new WorstUserScenario(store, arguments.Seed, size, progress).RunAsync();
    }
}
