using System.Diagnostics;
using Mobile.Features.SampleData;

namespace Mobile.Testing.Scenarios.Sync;

/// <summary>
/// Promise 2: sync loses nothing. Apps follow their tokens at two nodes whose clocks are an hour apart, while others write through both
/// and laggards commit late and out of order; in the end every replica is what the server holds.
/// </summary>
public sealed class SyncScenario(TestStore store, int seed, int writes)
{
    /// <summary>One write in so many changes the catalogue.</summary>
    private const int CatalogueOneIn = 60;

    private static readonly TimeSpan Skew = TimeSpan.FromHours(1);

    private readonly Pulse pulse = new();

    public async Task<ScenarioReport> RunAsync()
    {
        var fast = new TestClock();
        fast.Advance(Skew);
        await using var punctual = TestNode.Start(store, new TestClock());
        await using var early = TestNode.Start(store, fast);
        var database = store.Open();
        using var closing = database as IDisposable;
        using var turn = new SemaphoreSlim(1);
        var catalogue = Lag(await LateProducts.FindAsync(store), Dice.For(seed, number: -1));
        List<Party> parties = [];
        try
        {
            foreach (var user in SampleUser.All)
            {
                parties.Add(await JoinAsync(user.Subject, [punctual.Address, early.Address], Lag, Dice.For(seed, parties.Count)));
            }

            var writing = WriteAsync(parties, catalogue);
            await Task.WhenAll([writing, .. parties.Select(party => party.FollowAsync(writing))]);
            return await ReportAsync(parties, await writing);
        }
        finally
        {
            parties.ForEach(party => party.Dispose());
        }

        Laggard Lag(LateRows rows, Random random) => new(database, rows, turn, random, pulse);
    }

    private async Task<Party> JoinAsync(string user, IReadOnlyList<Uri> nodes, Func<LateRows, Random, Laggard> lag, Random random)
    {
        var apps = await Task.WhenAll(nodes.Select(node => App.SignInAsync(node, user)));
        var userId = await store.ReadAsync<string>("SELECT id FROM users WHERE subject = @user", new { user });
        return new(user, userId!, apps, lag, pulse, random);
    }

    private async Task<TimeSpan> WriteAsync(List<Party> parties, Laggard catalogue)
    {
        var started = Stopwatch.GetTimestamp();
        var share = (writes - (writes / CatalogueOneIn)) / parties.Count;
        await Task.WhenAll([catalogue.WriteAsync(writes - (share * parties.Count)), .. parties.Select(party => party.WriteAsync(share))]);
        return Stopwatch.GetElapsedTime(started);
    }

    private async Task<ScenarioReport> ReportAsync(List<Party> parties, TimeSpan wrote)
    {
        var differences = (await Task.WhenAll(parties.Select(party => party.CheckAsync(store)))).SelectMany(found => found).ToList();
        return new(
            "sync",
            store.Engine,
            seed,
            [
                ("writes", $"{writes}"),
                ("writes/s", $"{writes / wrote.TotalSeconds:0}"),
                ("pages", $"{parties.Sum(party => party.Pages)}"),
                ("503s", $"{parties.Sum(party => party.Refusals)}"),
                ("differences", $"{differences.Count}"),
            ],
            differences);
    }
}
