using Mobile.Testing.Scenarios.Walk;

namespace Mobile.Client.Tests.Endurance;

/// <summary>The short version of <c>dotnet run --project tests/Endurance -- walk</c>.</summary>
public abstract class WalkTests(TestStore store) : IAsyncLifetime
{
    public sealed class Sqlite() : WalkTests(new SqliteStore());

    public sealed class SqlServer() : WalkTests(new SqlServerStore());

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [EngineTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task After_a_walk_on_a_weak_signal_every_replica_equals_the_server(int seed)
    {
        var report = await new WalkScenario(store, seed, kills: 3).RunAsync();

        Assert.True(report.Held, report.ToString());
    }
}
