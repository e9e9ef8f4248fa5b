using Mobile.Testing.Scenarios.Dashboard;

namespace Mobile.Features.Tests.Endurance;

/// <summary>The short version of <c>dotnet run --project tests/Endurance -- dashboard-scale</c>.</summary>
public sealed class DashboardScaleTests : IAsyncLifetime
{
    private readonly SqliteStore store = new();

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task Every_page_of_the_dashboard_is_answered()
    {
        var size = new DashboardSize(Devices: 500, Traffic: 20_000, Campaigns: 200, Deliveries: 5_000, Orders: 500, Audit: 500);

        var reports = await new DashboardScaleScenario(store, seed: 6, size).RunAsync().ToListAsync();

        Assert.All(reports, report => Assert.True(report.Held, report.ToString()));
        Assert.InRange(await store.ReadAsync<long>("SELECT (SELECT COUNT(*) FROM traffic_days) + (SELECT COUNT(*) FROM traffic_hours)"), 15_000, 25_000);
    }
}
