using Mobile.Testing.Scenarios.RollingRestart;

namespace Mobile.Endurance;

internal static class RollingRestartCommand
{
    public static Command Command { get; } = new(
        "rolling-restart",
        "Two processes behind nginx are restarted one after the other, and no request fails.",
        [
            Option.Seed,
            new("clients", "n", "8", "apps that write and read at a steady pace, each request once"),
            new("restarts", "n", "12", "how often a process is told to end and started again, one after the other"),
            new("drain", "s", "5", "seconds for which a process serves on (Host:DrainSeconds)"),
            Option.Engine,
        ],
        RunAsync);

    private static async IAsyncEnumerable<ScenarioReport> RunAsync(Arguments arguments, IProgress<ScenarioStep> progress)
    {
        if (NginxProxy.Missing is { } missing)
        {
            throw new UsageException(missing);
        }

        await using var store = await arguments.CreateStoreAsync();
        yield return await new RollingRestartScenario(
            store, arguments.Seed, arguments.Number("clients"), arguments.Number("restarts"), arguments.Number("drain", least: 0), progress).RunAsync();
    }
}
