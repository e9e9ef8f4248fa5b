using Mobile.Testing.Scenarios.Sync;

namespace Mobile.Features.Tests.Endurance;

/// <summary>The short version of <c>dotnet run --project tests/Endurance -- sync</c>.</summary>
public abstract class SyncTests(TestStore store) : IAsyncLifetime
{
    public sealed class Sqlite() : SyncTests(new SqliteStore());

    public sealed class SqlServer() : SyncTests(new SqlServerStore());

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [EngineTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Replicas_equal_the_server_after_writes_of_two_nodes_with_different_clocks_and_late_transactions(int seed)
    {
        var report = await new SyncScenario(store, seed, writes: 300).RunAsync();

        Assert.True(report.Held, report.ToString());
    }
}
