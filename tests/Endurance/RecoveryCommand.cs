using Mobile.Testing.Scenarios.Recovery;

namespace Mobile.Endurance;

internal static class RecoveryCommand
{
    public static Command Command { get; } = new(
        "recovery",
        "A migration, a backup or a restore that is killed at any moment is done whole or not at all.",
        [
            Option.Seed,
            new("kills", "n", "50", "how often each of the three is killed"),
            new("rows", "n", "1000000", "rows of traffic in the database"),
        ],
        RunAsync);

    private static async IAsyncEnumerable<ScenarioReport> RunAsync(Arguments arguments, IProgress<ScenarioStep> progress)
    {
        yield return await new RecoveryScenario(arguments.Seed, arguments.Number("kills"), arguments.Number("rows"), progress).RunAsync();
    }
}
