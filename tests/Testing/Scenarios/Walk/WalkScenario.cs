using Mobile.Testing.Faults;
using Mobile.Testing.Replicas;

namespace Mobile.Testing.Scenarios.Walk;

/// <summary>
/// The weak-signal walk. Two phones of one user order, amend, cancel and remove while half of the replies are lost, requests are dropped, cut,
/// doubled and delayed by up to three seconds, and their apps are killed (SIGKILL) again and again. Home again, each app shows what the
/// server holds, and each order that was on a phone's disk is on the server once.
/// </summary>
public sealed class WalkScenario(TestStore store, int seed, int kills)
{
    private const string User = "alice";
    private const int LinesBetweenKills = 24;

    private static readonly FaultRates WeakSignal = new(DropRequest: 0.08, DropReply: 0.5, CutReply: 0.04, Delay: 0.15, Duplicate: 0.05);

    public async Task<ScenarioReport> RunAsync()
    {
        await using var node = TestNode.Start(store, new TestClock());
        await using var network = await FaultProxy.StartAsync(node.Address, FaultPlan.None, new EagerClock());
        using var phone = new Walker(User, network.Address, node.Address, seed);
        using var tablet = new Walker(User, network.Address, node.Address, seed + 1);
        Walker[] walkers = [phone, tablet];
        await Task.WhenAll(walkers.Select(walker => walker.SetOutAsync()));

        network.Plan = new FaultPlan(seed, WeakSignal);
        await Task.WhenAll(walkers.Select((walker, number) => WalkAsync(walker, Dice.For(seed, number))));
        network.Calm();

        // The first one home does not know what the other still has to tell.
        foreach (var walker in (Walker[])[phone, tablet, phone])
        {
            await walker.FinishAsync();
        }

        using var app = await App.SignInAsync(node.Address, User);
        return await ReportAsync(walkers, network, await ServerState.ReadAsync(app));
    }

    private async Task WalkAsync(Walker walker, Random random)
    {
        for (var kill = 0; kill < kills; kill++)
        {
            await walker.WalkAsync(random.Next(1, LinesBetweenKills * 2));
        }
    }

    private async Task<ScenarioReport> ReportAsync(Walker[] walkers, FaultProxy network, Replica server)
    {
        var violations = new List<string>();
        foreach (var (walker, name) in walkers.Zip(["phone", "tablet"]))
        {
            violations.AddRange(ReplicaChecker.Compare(walker.Replica, server).Select(difference => $"{name}: {difference}"));
            violations.AddRange(walker.Pending > 0 ? [$"{name}: {walker.Pending} documents wait although all is sent"] : []);
            foreach (var id in walker.Placed)
            {
                var rows = await store.ReadAsync<long>("SELECT COUNT(*) FROM orders WHERE id = @id", new { id });
                if (rows != (walker.Refused.Contains(id) ? 0 : 1))
                {
                    violations.Add($"{name}: order {id}, {(walker.Refused.Contains(id) ? "refused" : "on its disk")}, is {rows} times on the server");
                }
            }
        }

        return new(
            "walk",
            store.Engine,
            seed,
            [
                ("steps", $"{walkers.Sum(walker => walker.Steps)}"),
                ("kills", $"{kills * walkers.Length}"),
                ("requests", $"{network.Requests}"),
                ("replies lost", $"{network.Count(Fault.DropReply)}"),
                ("placed", $"{walkers.Sum(walker => walker.Placed.Count)}"),
                ("conflicts", $"{walkers.Sum(walker => walker.Conflicts)}"),
                ("dead letters", $"{walkers.Sum(walker => walker.DeadLetters)}"),
                ("differences", $"{violations.Count}"),
            ],
            violations);
    }
}
