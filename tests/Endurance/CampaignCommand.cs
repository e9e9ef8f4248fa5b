using Mobile.Testing.Scenarios.Campaigns;

namespace Mobile.Endurance;

internal static class CampaignCommand
{
    public static Command Command { get; } = new(
        "campaign",
        "No device gets a campaign twice unasked and none is forgotten, while two workers are killed again and again.",
        [
            Option.Seed,
            new("recipients", "n", "20000", "devices to which the campaign goes"),
            new("kills", "n", "20", "how often a worker is killed"),
            new("batch", "n", "20", "devices in one call to the hub"),
            Option.Engine,
        ],
        RunAsync);

    private static async IAsyncEnumerable<ScenarioReport> RunAsync(Arguments arguments, IProgress<ScenarioStep> progress)
    {
        var (recipients, kills, batch) = (arguments.Number("recipients"), arguments.Number("kills", least: 0), arguments.Number("batch"));
        await using var store = await arguments.CreateStoreAsync();
        yield return await new CampaignScenario(store, arguments.Seed, recipients, kills, batch, progress).RunAsync();
    }
}
