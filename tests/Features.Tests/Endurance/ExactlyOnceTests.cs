using Mobile.Testing.Scenarios.ExactlyOnce;

namespace Mobile.Features.Tests.Endurance;

/// <summary>The short version of <c>dotnet run --project tests/Endurance -- exactly-once</c>.</summary>
public abstract class ExactlyOnceTests(TestStore store) : IAsyncLifetime
{
    public sealed class Sqlite() : ExactlyOnceTests(new SqliteStore());

    public sealed class SqlServer() : ExactlyOnceTests(new SqlServerStore());

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [EngineFact]
    public async Task Writes_of_20_clients_happen_once_while_the_server_is_killed_again_and_again()
    {
        var report = await new ExactlyOnceScenario(store, seed: 20261122, writes: 400, clients: 20, kills: 4).RunAsync();

        Assert.True(report.Held, report.ToString());
    }
}
