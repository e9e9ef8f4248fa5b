using Mobile.Testing.Scenarios.Limits;

namespace Mobile.Endurance;

internal static class LimitsCommand
{
    public static Command Command { get; } = new(
        "limits",
        "Who waits as told is let in; who asks ten times his budget, or sends a thousand bodies byte by byte, keeps nobody else waiting.",
        [
            Option.Seed,
            new("waits", "n", "100", "clients that wait for as long as they are told"),
            new("rounds", "n", "10", "measurements of 5 s with the greedy user, and as many without"),
            new("connections", "n", "1000", "that send their body byte by byte, for 20 s"),
        ],
        RunAsync);

    private static async IAsyncEnumerable<ScenarioReport> RunAsync(Arguments arguments, IProgress<ScenarioStep> progress)
    {
        await using var store = new SqliteStore();
        var size = new LimitsSize(
            arguments.Number("waits"), arguments.Number("rounds"), TimeSpan.FromSeconds(5), arguments.Number("connections"), TimeSpan.FromSeconds(20));
        yield return await new LimitsScenario(store, arguments.Seed, size, progress).RunAsync();
    }
}
