using Mobile.Testing.Scenarios.ExactlyOnce;

namespace Mobile.Endurance;

internal static class ExactlyOnceCommand
{
    public static Command Command { get; } = new(
        "exactly-once",
        "A retried write happens once, while the server is killed again and again.",
        [
            Option.Seed,
            new("writes", "n", "10000", "writes, each under its own key"),
            new("clients", "n", "20", "clients that write at the same time"),
            new("kills", "n", "100", "how often the server is killed, every fourth time between commit and reply"),
            Option.Engine,
        ],
        RunAsync);

    private static async IAsyncEnumerable<ScenarioReport> RunAsync(Arguments arguments, IProgress<ScenarioStep> progress)
    {
        var (writes, clients, kills) = (arguments.Number("writes", least: 2), arguments.Number("clients"), arguments.Number("kills", least: 0));
        await using var store = await arguments.CreateStoreAsync();
        yield return await new ExactlyOnceScenario(store, arguments.Seed, writes, clients, kills, progress).RunAsync();
    }
}
