using Mobile.Testing.Replicas;

namespace Mobile.Testing.Scenarios.Sync;

/// <summary>All that concerns one user: apps that write, a laggard, and apps that follow.</summary>
internal sealed class Party : IDisposable
{
    private const int Writers = 4;

    /// <summary>One write in so many comes from the laggard.</summary>
    private const int LateOneIn = 30;

    private readonly string user;
    private readonly string userId;
    private readonly IReadOnlyList<App> nodes;
    private readonly IReadOnlyList<Writer> writers;
    private readonly IReadOnlyList<Follower> followers;
    private readonly Laggard laggard;

    /// <param name="nodes">The user's app, signed in at each node: a token of one clock means nothing to another.</param>
    public Party(string user, string userId, IReadOnlyList<App> nodes, Func<LateRows, Random, Laggard> lag, Pulse pulse, Random random)
    {
        this.user = user;
        this.userId = userId;
        this.nodes = nodes;
        writers = [.. Enumerable.Range(0, Writers).Select(number => new Writer(nodes, $"writer {number}", amendsProfile: number == 0, Fork(), pulse))];
        followers = [.. SyncProtocol.All.Select(protocol => new Follower(protocol, nodes, Fork(), pulse))];
        laggard = lag(new LateOrders(userId), Fork());

        Random Fork() => new(random.Next());
    }

    public int Pages => followers.Sum(follower => follower.Pages);

    public int Refusals => writers.Sum(writer => writer.Refusals);

    public async Task WriteAsync(int count)
    {
        var late = count / LateOneIn;
        var each = (count - late) / Writers;
        await Task.WhenAll([laggard.WriteAsync(count - (each * Writers)), .. writers.Select(writer => writer.WriteAsync(each))]);
    }

    public Task FollowAsync(Task writing) => Task.WhenAll(followers.Select(follower => follower.FollowAsync(writing)));

    /// <summary>Holds every replica, and each node, against the store.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(TestStore store)
    {
        var states = await Task.WhenAll(nodes.Select(ServerState.ReadAsync));
        var rows = await store.QueryAsync<Row>("SELECT id AS Id, version AS Version FROM orders WHERE user_id = @userId AND removed_at IS NULL", new { userId });
        var shown = states[0]["orders"].Values.Select(order => new Row(order.GetProperty("id").GetString()!, order.GetProperty("version").GetInt64()));
        return
        [
            .. Sentences("the first node's list against the store", Compare(rows, shown)),
            .. Sentences("the second node's lists against the first's", ReplicaChecker.Compare(states[1], states[0])),
            .. followers.SelectMany(follower => Sentences(follower.Name, ReplicaChecker.Compare(follower.Replica, states[0]))),
        ];
    }

    public void Dispose()
    {
        foreach (var app in nodes)
        {
            app.Dispose();
        }
    }

    private IEnumerable<string> Sentences(string of, IEnumerable<string> differences) => differences.Select(difference => $"{user}, {of}: {difference}");

    private static IEnumerable<string> Compare(IEnumerable<Row> rows, IEnumerable<Row> shown)
    {
        var unlike = rows.ToHashSet();
        unlike.SymmetricExceptWith(shown);
        return unlike.Select(row => $"orders/{row.Id} version {row.Version} is only in one of them");
    }

    private sealed record Row(string Id, long Version);
}
