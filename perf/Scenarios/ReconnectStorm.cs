using Mobile.Client;
using Mobile.Perf.Load;
using Mobile.Perf.Phones;

namespace Mobile.Perf.Scenarios;

/// <summary>A train leaves the tunnel: within a second all phones flush what their users did offline, and pull what they missed.</summary>
internal sealed class ReconnectStorm : IScenario
{
    private const int QueuedEach = 5;

    private static readonly TimeSpan Storm = TimeSpan.FromSeconds(1);

    private readonly Workload workload;
    private readonly PlainHttp api;
    private readonly OrderBook book;
    private readonly List<OfflinePhone> phones = [];
    private IReadOnlyList<Account> owners = [];

    private ReconnectStorm(Workload workload)
    {
        (this.workload, api) = (workload, new(workload.Target.Address));
        book = new(api, Plan.Name);
    }

    public static ScenarioPlan Plan { get; } = new(
        "reconnect-storm",
        "When all phones come back within one second, everything that their users did offline exists exactly once.",
        Rate: 100,
        work => new ReconnectStorm(work))
    {
        SmokeRate = 10,
        Repeats = false,
        Simulate = (rate, _) => [new Inject(rate, Storm)],
        Thresholds = [Threshold.ErrorRate(0), Threshold.P99("flush", 10_000)],
    };

    public IReadOnlyDictionary<string, double> Figures => new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["orders flushed"] = book.Confirmed,
    };

    public async Task InitAsync(CancellationToken stop)
    {
        var count = (int)Math.Ceiling(workload.Rate * Storm.TotalSeconds);
        owners = await workload.SignInAsync("storm-owner", Math.Min(count, workload.Target.Users), stop);
        var skus = await api.SkusAsync(owners[0], stop);
        await book.OpenAsync(owners, stop);
        foreach (var account in await workload.SignInAsync("storm", count, stop))
        {
            var phone = await Phone.OpenAsync(workload.Target.Address, account, () => new MeasuredLink(), stop);
            var queued = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < QueuedEach; i++)
            {
                var note = book.Try();
                queued[note] = await phone.App.Orders.PlaceAsync([new NewOrderLine(skus[i % skus.Count], 1)], note, stop);
            }

            phones.Add(new(phone, queued));
        }
    }

    public async Task RunAsync(Arrival arrival, CancellationToken stop)
    {
        var (phone, queued) = phones[(int)arrival.Number];
        await arrival.StepAsync("flush", async step =>
        {
            var report = await phone.App.SyncAsync(stop);
            step.Status = $"{report.Sent} sent";
            return report is { Pending: 0, DeadLetters: 0 } ? report : throw new StepFailedException($"{report.Pending} left, {report.DeadLetters} refused");
        });
        foreach (var (note, id) in queued)
        {
            book.Confirm(note, id);
        }
    }

    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken stop) => book.CheckAsync(owners, stop);

    public async ValueTask DisposeAsync()
    {
        foreach (var (phone, _) in phones)
        {
            await phone.DisposeAsync();
        }

        api.Dispose();
    }

    /// <param name="Queued">The id of each order, by its note.</param>
    private sealed record OfflinePhone(Phone Phone, IReadOnlyDictionary<string, string> Queued);
}
