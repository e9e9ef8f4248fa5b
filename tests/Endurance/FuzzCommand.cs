using Mobile.Testing.Scenarios.Fuzz;

namespace Mobile.Endurance;

internal static class FuzzCommand
{
    public static Command Command { get; } = new(
        "fuzz",
        "Whatever is sent to an endpoint, it answers with what its document names, never with 500, and never with another user's data.",
        [Option.Seed, new("requests", "n", "20000", "how many, over all endpoints of every version"), Option.Engine],
        RunAsync);

    private static async IAsyncEnumerable<ScenarioReport> RunAsync(Arguments arguments, IProgress<ScenarioStep> progress)
    {
        await using var store = await arguments.CreateStoreAsync();
        yield return await new FuzzScenario(store, arguments.Seed, arguments.Number("requests"), progress).RunAsync();
    }
}
