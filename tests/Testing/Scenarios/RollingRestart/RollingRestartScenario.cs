using System.Collections.Concurrent;
using System.Diagnostics;
using Mobile.Features.SampleData;
using Mobile.Testing.Scenarios.ExactlyOnce;

namespace Mobile.Testing.Scenarios.RollingRestart;

/// <summary>
/// Two processes over one database behind nginx are restarted one after the other, again and again, and apps that ask for everything once
/// notice nothing: no request fails, no write is lost or done twice.
/// </summary>
public sealed class RollingRestartScenario(TestStore store, int seed, int clients, int restarts, int drainSeconds, IProgress<ScenarioStep>? progress = null)
{
    private readonly ConcurrentQueue<string> violations = new();
    private readonly ConcurrentBag<string> acknowledged = [];

    public async Task<ScenarioReport> RunAsync()
    {
        var started = Stopwatch.GetTimestamp();
        await using var first = new RollingNode(store, drainSeconds);
        await using var second = new RollingNode(store, drainSeconds);
        await first.StartAsync();
        await second.StartAsync();
        await using var proxy = await NginxProxy.StartAsync(first.Address, second.Address);
        var apps = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => SignInAsync(client, first.Address, proxy.Address)));
        var load = apps.Select((app, number) => new SteadyClient(app, seed, number, acknowledged, violations)).ToList();
        using var stop = new CancellationTokenSource();
        var running = Task.WhenAll(load.Select(client => client.RunAsync(stop.Token)));
        try
        {
            for (var restart = 0; restart < restarts; restart++)
            {
                progress?.Report(new("restarts", restart, restarts));
                await ServesAsync(proxy, first);
                var code = await (restart % 2 == 0 ? first : second).RestartAsync();
                if (code != 0)
                {
                    violations.Enqueue($"restart {restart} ended with {code}");
                }
            }

            await ServesAsync(proxy, first);
        }
        finally
        {
            await stop.CancelAsync();
            await running;
            Array.ForEach(apps, app => app.Dispose());
        }

        return await ReportAsync(load, proxy, started);
    }

    private static async Task<App> SignInAsync(int client, Uri node, Uri proxy)
    {
        using var app = await App.SignInAsync(node, SampleUser.All[client % SampleUser.All.Count].Subject);
        return app.At(proxy);
    }

    /// <summary>nginx finds by itself that a node is back.</summary>
    private static async Task ServesAsync(NginxProxy proxy, RollingNode node)
    {
        var before = (await proxy.ReadUpstreamsAsync()).Count;
        using var patience = Patience.Begin();
        while (!(await proxy.ReadUpstreamsAsync()).Skip(before).Any(nodes => nodes[^1] == node.Address.Authority))
        {
            await Task.Delay(100, patience.Token);
        }
    }

    private async Task<ScenarioReport> ReportAsync(IReadOnlyList<SteadyClient> load, NginxProxy proxy, long started)
    {
        var orders = await StoreAudit.AskStoreAsync(store);
        var upstreams = await proxy.ReadUpstreamsAsync();
        var lost = acknowledged.Where(key => !orders.ContainsKey(key)).ToList();
        var duplicates = orders.Where(order => order.Value > 1).Select(order => order.Key).ToList();
        return new(
            "rolling-restart",
            store.Engine,
            seed,
            [
                ("clients", $"{clients}"),
                ("restarts", $"{restarts}"),
                ("requests", $"{load.Sum(client => client.Requests)}"),
                ("writes", $"{acknowledged.Count}"),
                ("moved to the other node", $"{upstreams.Count(nodes => nodes.Count > 1)}"),
                ("failed", $"{violations.Count}"),
                ("duplicates", $"{duplicates.Count}"),
                ("lost", $"{lost.Count}"),
                ("seconds", $"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0}"),
            ],
            [
                .. violations,
                .. duplicates.Select(key => $"{key} made more than one order"),
                .. lost.Select(key => $"{key} was acknowledged, and has no order"),
                .. await StoreAudit.FindWrongHistoriesAsync(store),
                .. await StoreAudit.FindDamageAsync(store),
            ]);
    }
}
