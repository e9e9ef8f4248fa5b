using Mobile.Testing.Scenarios.Sync;

namespace Mobile.Endurance;

internal static class SyncCommand
{
    public static Command Command { get; } = new(
        "sync",
        "Sync loses nothing, while two nodes with different clocks and late transactions write.",
        [
            Option.Seed with { Meaning = "the first seed; random when left out, and printed" },
            new("seeds", "n", "20", "how many seeds, one after the other"),
            new("writes", "n", "600", "writes of each seed"),
            Option.Engine,
        ],
        RunAsync);

    private static async IAsyncEnumerable<ScenarioReport> RunAsync(Arguments arguments, IProgress<ScenarioStep> progress)
    {
        var (seeds, writes) = (arguments.Number("seeds"), arguments.Number("writes"));
        for (var i = 0; i < seeds; i++)
        {
            await using var store = await arguments.CreateStoreAsync();
            yield return await new SyncScenario(store, unchecked(arguments.Seed + i), writes).RunAsync();
            progress.Report(new("seeds", i + 1, seeds));
        }
    }
}
