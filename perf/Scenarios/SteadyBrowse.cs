using System.Collections.Concurrent;
using Mobile.Perf.Load;
using Mobile.Perf.Phones;

namespace Mobile.Perf.Scenarios;

/// <summary>People who look around: lists with the fields that the screen shows, details that the app mostly has already.</summary>
internal sealed class SteadyBrowse(Workload workload) : IScenario
{
    private const int Users = 50;
    private const int OrdersEach = 25;

    private readonly PlainHttp api = new(workload.Target.Address);
    private readonly List<Customer> customers = [];
    private readonly ConcurrentDictionary<(Account Account, string Path), string> known = new();
    private IReadOnlyList<string> skus = [];
    private long asked, notModified;

    public static ScenarioPlan Plan { get; } = new(
        "steady-browse",
        "What an app holds already costs it no body: a detail that has not changed answers 304, for its own user.",
        Rate: 40,
        work => new SteadyBrowse(work))
    {
        SmokeRate = 10,
        Thresholds =
        [
            Threshold.ErrorRate(0.1), Threshold.P99("product list", 300), Threshold.P99("product", 300), Threshold.P99("order list", 300), Threshold.P99("order", 300),
        ],
        Simulate = (rate, during) => [new RampingInject(rate / 10, rate, during / 5), new Inject(rate, during * 4 / 5)],
    };

    public IReadOnlyDictionary<string, double> Figures => new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["conditional reads"] = Interlocked.Read(ref asked),
        ["answered 304"] = Interlocked.Read(ref notModified),
    };

    public async Task InitAsync(CancellationToken stop)
    {
        foreach (var account in await workload.SignInAsync("steady-browse", Math.Min(workload.IsSmoke ? 5 : Users, workload.Target.Users), stop))
        {
            skus = skus is [] ? await api.SkusAsync(account, stop) : skus;
            await api.PlaceOrdersAsync(account, skus, OrdersEach, stop);
            var orders = (await api.GetAsync("/api/v2/orders?limit=20", account, stop)).Expect(200).Json.GetProperty("items");
            customers.Add(new(account, orders.Ids()));
        }
    }

    public async Task RunAsync(Arrival arrival, CancellationToken stop)
    {
        var (account, orders) = customers[(int)(arrival.Number % customers.Count)];
        await arrival.StepAsync(
            "product list", async _ => (await api.GetAsync("/api/v2/products?limit=20&fields=sku,name,price,image", account, stop)).Expect(200));
        await ReadAsync(arrival, "product", $"/api/v2/products/{skus[arrival.Random.Next(skus.Count)]}", account, stop);
        await arrival.StepAsync(
            "order list", async _ => (await api.GetAsync("/api/v2/orders?limit=20&fields=status,total.amountMinor,placedAt", account, stop)).Expect(200));
        await ReadAsync(arrival, "order", $"/api/v2/orders/{orders[arrival.Random.Next(orders.Count)]}", account, stop);
    }

    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken stop)
    {
        var broken = new List<string>();
        if (notModified == 0)
        {
            broken.Add("No read was answered 304.");
        }

        if (asked != notModified)
        {
            broken.Add($"{asked - notModified} of {asked} conditional reads got a body although nothing had changed.");
        }

        foreach (var ((account, path), tag) in known.Take(20))
        {
            if ((await api.GetAsync(path, account, stop)).Expect(200).ETag is var now && now != tag)
            {
                broken.Add($"{path} has the tag {now} although 304 was answered for {tag}.");
            }
        }

        return broken;
    }

    public ValueTask DisposeAsync()
    {
        api.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ReadAsync(Arrival arrival, string step, string path, Account account, CancellationToken stop)
    {
        var tag = known.GetValueOrDefault((account, path));
        var reply = await arrival.StepAsync(step, async _ => (await api.GetAsync(path, account, stop, ("If-None-Match", tag))).Expect(200, 304));
        Interlocked.Add(ref asked, tag is null ? 0 : 1);
        Interlocked.Add(ref notModified, reply.Status == 304 ? 1 : 0);
        known[(account, path)] = reply.ETag!;
    }

    private sealed record Customer(Account Account, IReadOnlyList<string> Orders);
}
