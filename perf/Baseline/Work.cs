namespace Mobile.Perf.Baseline;

/// <summary>A row of the table: something that is asked of the product, and what its rate is compared with.</summary>
/// <param name="Goal">How many times the rate of the other.</param>
/// <param name="TailGoal">The 99th percentile may be at most this share of the other's; null where none is set.</param>
internal sealed record Work(string Name, int Connections, Side Product, Side Other, double Goal, double? TailGoal = null)
{
    private const string SlowCreate = "keyed create, fsync 1 ms slower";
    private const int SlowConnections = 32;

    public static IReadOnlyList<Work> All(Rig rig)
    {
        var (bare, product) = (rig.Bare, rig.Product.Process);
        var lists = new Side("list of 20", product, 200, rig.Lists);
        var (creates, inserts) = (new Side("keyed create", product, 201, rig.Creates), new Side("bare insert", bare, 201, rig.BareCreates));
        return
        [
            new("list of 20 orders", 32, lists, new("bare list", bare, 200, rig.BareLists), 1, 1),
            new("an order that has not changed: 304", 32, new("304", product, 304, rig.Revalidations), new("bare 200", bare, 200, rig.BareReads), 1),
            new("keyed create", 32, creates, inserts, 5, 1 / 50.0),
            new("keyed create", 128, creates, inserts, 8),
            new("replay of a stored reply", 32, new("replay", product, 201, rig.Replays), lists, 1.5),
            new($"delta of {Rig.Changes} changes in {Rig.LongHistory:N0} rows", 32, new("delta", product, 200, rig.Deltas), lists, 1.2),
        ];
    }

    /// <summary>With a millisecond more for every fsync.</summary>
    public static Work OnASlowDisk(Rig rig) => new(
        SlowCreate, SlowConnections, new("keyed create", rig.Product.Process, 201, rig.Creates), new("bare insert", rig.Bare, 201, rig.BareCreates), 10);

    public static string OnASlowDiskTitle => TitleOf(SlowCreate, SlowConnections);

    public string Title => TitleOf(Name, Connections);

    private static string TitleOf(string name, int connections) => $"{name}, {connections} connections";
}

/// <param name="Wanted">The status of a good answer.</param>
internal sealed record Side(string Name, ApiProcess Server, int Wanted, IReadOnlyList<Request> Requests)
{
    /// <summary>Each connection asks for users of its own, so that none finds what another has just read.</summary>
    public async Task<Measured> MeasureAsync(int connections, TimeSpan duration)
    {
        var before = Server.ProcessorTime;
        var measured = await Connections.RunAsync(Server.Address, connections, duration, Wanted, number => Of(number, connections));
        return measured with { ProcessorTime = (Server.ProcessorTime - before) / Math.Max(1, measured.Answered) };
    }

    private IReadOnlyList<Request> Of(int connection, int connections) => Requests.Count < connections
        ? [Requests[connection % Requests.Count].Copy()]
        : [.. Requests.Where((_, i) => i % connections == connection).Select(request => request.Copy())];
}
