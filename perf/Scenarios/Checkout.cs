using System.Net.Http.Json;
using Mobile.Perf.Load;
using Mobile.Perf.Phones;

namespace Mobile.Perf.Scenarios;

/// <summary>
/// Customers who order over a bad network: the client repeats what it gets no reply to, after 1 s, 2 s …, under the same key. The latency
/// has these waits in it, for the customer does.
/// </summary>
internal sealed class Checkout : IScenario
{
    private const int Users = 50;
    private const int LostOneIn = 10;

    private readonly Workload workload;
    private readonly PlainHttp api;
    private readonly OrderBook book;
    private readonly Losses losses;
    private readonly List<Phone> phones = [];
    private IReadOnlyList<Account> owners = [];
    private IReadOnlyList<string> skus = [];

    private Checkout(Workload workload)
    {
        (this.workload, api, losses) = (workload, new(workload.Target.Address), new(workload.Seed));
        book = new(api, Plan.Name);
    }

    public static ScenarioPlan Plan { get; } = new(
        "checkout",
        $"Over a link that loses one request and one reply in {LostOneIn}, every order that was confirmed exists exactly once, and no other does.",
        Rate: 20,
        work => new Checkout(work))
    {
        SmokeRate = 8,
        Thresholds = [Threshold.ErrorRate(0.1), Threshold.P99("order", 20_000)],
    };

    public IReadOnlyDictionary<string, double> Figures => new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["orders confirmed"] = book.Confirmed,
        ["requests lost"] = losses.Requests,
        ["replies lost"] = losses.Replies,
    };

    public async Task InitAsync(CancellationToken stop)
    {
        var users = Math.Min(workload.IsSmoke ? 5 : Users, workload.Target.Users);
        owners = await workload.SignInAsync("checkout-owner", users, stop);
        skus = await api.SkusAsync(owners[0], stop);
        await book.OpenAsync(owners, stop);
        foreach (var account in await workload.SignInAsync("checkout", users, stop))
        {
            phones.Add(await Phone.OpenAsync(workload.Target.Address, account, () => new LossyLink(LostOneIn, losses), stop));
        }
    }

    public async Task RunAsync(Arrival arrival, CancellationToken stop)
    {
        var phone = phones[(int)(arrival.Number % phones.Count)];
        var note = book.Try();
        var id = await arrival.StepAsync("order", async step =>
        {
            using var answer = await phone.App.Http.PostAsJsonAsync("orders", ShopExtensions.Order(arrival.Random.GetItems([.. skus], 1)[0], note), stop);
            step.Status = $"{(int)answer.StatusCode}";
            return answer.IsSuccessStatusCode ? (await answer.ReadAsync()).Text("id") : throw new StepFailedException(step.Status);
        });
        book.Confirm(note, id);
    }

    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken stop) => book.CheckAsync(owners, stop);

    public async ValueTask DisposeAsync()
    {
        foreach (var phone in phones)
        {
            await phone.DisposeAsync();
        }

        api.Dispose();
    }
}
