using Mobile.Testing.Scenarios.RollingRestart;

namespace Mobile.Features.Tests.Endurance;

/// <summary>The short version of <c>dotnet run --project tests/Endurance -- rolling-restart</c>.</summary>
public sealed class RollingRestartTests : IAsyncLifetime
{
    private readonly SqliteStore store = new();

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [NginxFact]
    public async Task No_request_fails_while_each_of_two_processes_behind_nginx_is_restarted()
    {
        var report = await new RollingRestartScenario(store, seed: 20261123, clients: 4, restarts: 2, drainSeconds: 1).RunAsync();

        Assert.True(report.Held, report.ToString());
    }
}
