using System.Diagnostics;
using Mobile.Features.SampleData;

namespace Mobile.Testing.Scenarios.ExactlyOnce;

/// <summary>
/// Promise 1: a retried write happens once. Clients write under keys while the server is killed again and again, some of the times
/// between commit and reply; each repeats a write until it is acknowledged, and in the end every key once more at a fresh server.
/// </summary>
public sealed class ExactlyOnceScenario(TestStore store, int seed, int writes, int clients, int kills, IProgress<ScenarioStep>? progress = null)
{
    private static readonly IReadOnlyList<string> Users = [.. SampleUser.All.Select(user => user.Subject)];

    private readonly IReadOnlyList<KeyedWrite> planned =
        [.. Enumerable.Range(0, writes).Select(number => KeyedWrite.Draw(seed, number, VersionOf(number % clients)))];

    public async Task<ScenarioReport> RunAsync()
    {
        var started = Stopwatch.GetTimestamp();
        using var ledger = new Ledger(writes, progress);
        await using var server = new MortalServer(store);
        await server.StartAsync();
        var apps = Enumerable.Range(0, clients).Select(client => CreateClient(client, server, ledger)).ToList();
        try
        {
            await Task.WhenAll(apps.Select(app => app.SignInAsync()));
            await WriteAndKillAsync(apps, server, ledger);

            progress?.Report(new("repeating every key at a fresh server", 0, 1));
            await server.DieAsync(Death.Anywhere, Task.CompletedTask);
            await server.StartAsync();
            await Task.WhenAll(apps.Select(app => app.RepeatAllAsync()));
            return await ReportAsync(server, ledger, started);
        }
        finally
        {
            apps.ForEach(app => app.Dispose());
        }
    }

    private static string VersionOf(int client) => client % 3 == 0 ? "v1" : "v2";

    private KeyedClient CreateClient(int client, MortalServer server, Ledger ledger) => new(
        server,
        ledger,
        Users[client % Users.Count],
        VersionOf(client),
        Dice.For(seed, number: -2 - client),
        [.. planned.Where(write => write.Number % clients == client)]);

    private async Task WriteAndKillAsync(IReadOnlyList<KeyedClient> apps, MortalServer server, Ledger ledger)
    {
        using var stop = new CancellationTokenSource();
        var writing = Task.WhenAll(apps.Select(app => StopOnFailureAsync(app.WriteAsync())));
        await Task.WhenAll(writing, KillAsync());

        async Task StopOnFailureAsync(Task writer)
        {
            try
            {
                await writer;
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }

        async Task KillAsync()
        {
            var passed = 0;
            foreach (var kill in KillPlan.Draw(seed, kills, writes))
            {
                await ledger.PassAsync(kill.After - passed, stop.Token);
                passed = kill.After;
                await server.DieAsync(kill.Death, writing);
                await server.StartAsync();
            }
        }
    }

    private async Task<ScenarioReport> ReportAsync(MortalServer server, Ledger ledger, long started)
    {
        progress?.Report(new("counting orders", 0, 1));
        var node = await server.RunningAsync();
        var inStore = await StoreAudit.AskStoreAsync(store);
        var onWire = await StoreAudit.AskServerAsync(node.Address, Users);
        var duplicates = Keys(inStore, orders => orders > 1).Union(Keys(onWire, orders => orders > 1)).ToList();
        var lost = Keys(inStore, orders => orders == 0).Union(Keys(onWire, orders => orders == 0)).ToList();
        return new(
            "exactly-once",
            store.Engine,
            seed,
            [
                ("writes", $"{writes}"),
                ("clients", $"{clients}"),
                ("kills", $"{kills}"),
                ("between commit and reply", $"{server.DiedBetweenCommitAndReply}"),
                ("repeats", $"{ledger.Repeats}"),
                ("duplicates", $"{duplicates.Count}"),
                ("lost", $"{lost.Count}"),
                ("wrong replies", $"{ledger.Violations.Count}"),
                ("seconds", $"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0}"),
            ],
            [
                .. duplicates.Select(key => $"{key} made more than one order"),
                .. lost.Select(key => $"{key} was acknowledged, and has no order"),
                .. await StoreAudit.FindWrongHistoriesAsync(store),
                .. await StoreAudit.FindDamageAsync(store),
                .. ledger.Violations,
            ]);

        IEnumerable<string> Keys(IReadOnlyDictionary<string, int> orders, Func<int, bool> wrong) =>
            planned.Select(write => write.Key).Where(key => wrong(orders.GetValueOrDefault(key)));
    }
}
