using Mobile.Testing.Scenarios.Campaigns;

namespace Mobile.Features.Tests.Endurance;

/// <summary>The short version of <c>dotnet run --project tests/Endurance -- campaign</c>.</summary>
public abstract class CampaignTests(TestStore store) : IAsyncLifetime
{
    public sealed class Sqlite() : CampaignTests(new SqliteStore());

    public sealed class SqlServer() : CampaignTests(new SqlServerStore());

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [EngineFact]
    public async Task A_campaign_reaches_each_device_at_most_once_unasked_while_its_workers_are_killed()
    {
        var report = await new CampaignScenario(store, seed: 20261122, recipients: 2_000, kills: 3, batchSize: 20).RunAsync();

        Assert.True(report.Held, report.ToString());
    }
}
