using Mobile.Testing.Scenarios.Walk;

namespace Mobile.Endurance;

internal static class WalkCommand
{
    public static Command Command { get; } = new(
        "walk",
        "Two phones on a weak signal, their apps killed again and again, end up with what the server holds.",
        [
            Option.Seed with { Meaning = "the first seed; random when left out, and printed" },
            new("seeds", "n", "20", "how many seeds, one after the other"),
            new("kills", "n", "4", "how often each phone's app is killed"),
            Option.Engine,
        ],
        RunAsync);

    private static async IAsyncEnumerable<ScenarioReport> RunAsync(Arguments arguments, IProgress<ScenarioStep> progress)
    {
        var (seeds, kills) = (arguments.Number("seeds"), arguments.Number("kills"));
        for (var i = 0; i < seeds; i++)
        {
            await using var store = await arguments.CreateStoreAsync();
            yield return await new WalkScenario(store, unchecked(arguments.Seed + (i * 2)), kills).RunAsync();
            progress.Report(new("seeds", i + 1, seeds));
        }
    }
}
