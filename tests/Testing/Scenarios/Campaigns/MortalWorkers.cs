using Mobile.Testing.Hub;

namespace Mobile.Testing.Scenarios.Campaigns;

/// <summary>Two worker processes on one database that are killed at random points of their sending and come back.</summary>
internal sealed class MortalWorkers(TestStore store, HubStandIn hub, int seed, int batchSize) : IAsyncDisposable
{
    /// <summary>A kill strikes somewhere in the time that claiming, sending and settling a batch takes.</summary>
    private const int MostMilliseconds = 60;

    private readonly ApiProcess?[] workers = new ApiProcess?[2];

    public int Kills { get; private set; }

    public async Task StartAsync()
    {
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = await LaunchAsync();
        }
    }

    /// <summary>After as many calls as were drawn, one of the workers dies; the other goes on meanwhile.</summary>
    public async Task KillAsync(int kills, int expectedCalls)
    {
        var random = Dice.For(seed, number: -1);
        var points = Enumerable.Range(0, kills).Select(_ => random.Next(1, Math.Max(2, expectedCalls * 9 / 10))).Order().ToList();
        foreach (var point in points)
        {
            while (hub.Calls.Count < point)
            {
                await Task.Delay(1);
            }

            await Task.Delay(random.Next(MostMilliseconds));
            var victim = random.Next(workers.Length);
            await workers[victim]!.DisposeAsync();
            Kills++;
            workers[victim] = await LaunchAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in workers)
        {
            if (worker is not null)
            {
                await worker.DisposeAsync();
            }
        }
    }

    private Task<ApiProcess> LaunchAsync() => ApiProcess.StartAsync(store, settings: new(hub.Settings, StringComparer.Ordinal)
    {
        ["Host:Roles"] = "worker",
        ["Campaigns:BatchSize"] = $"{batchSize}",
    });
}
