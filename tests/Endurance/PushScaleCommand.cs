using Mobile.Testing.Scenarios.Campaigns;

namespace Mobile.Endurance;

internal static class PushScaleCommand
{
    public static Command Command { get; } = new(
        "push-scale",
        "A million devices are counted in seconds, chosen in less than a minute and handed to a hub as fast as it takes them.",
        [
            Option.Seed,
            new("devices", "n", "1000000", "registered devices, to all of which a campaign goes"),
            new("batch", "n", "1000", "devices in one call to the hub"),
            Option.Engine,
        ],
        RunAsync);

    private static async IAsyncEnumerable<ScenarioReport> RunAsync(Arguments arguments, IProgress<ScenarioStep> progress)
    {
        await using var store = await arguments.CreateStoreAsync();
        yield return await new PushScaleScenario(store, arguments.Seed, arguments.Number("devices"), arguments.Number("batch"), progress).RunAsync();
    }
}
