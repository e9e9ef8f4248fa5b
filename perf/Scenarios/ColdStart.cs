using System.Collections.Concurrent;
using Mobile.Perf.Load;
using Mobile.Perf.Phones;

namespace Mobile.Perf.Scenarios;

/// <summary>An app that was closed for longer than its access token lives: the configuration, a new token, the first screen, what has changed.</summary>
internal sealed class ColdStart(Workload workload) : IScenario
{
    private const int Changes = 5;

    private readonly PlainHttp api = new(workload.Target.Address);
    private readonly ConcurrentBag<ClosedApp> closed = [];
    private readonly ConcurrentQueue<string> wrong = new();

    public static ScenarioPlan Plan { get; } = new(
        "cold-start",
        "An app that starts after a day gets its first screen and what has changed, and its user stays signed in.",
        Rate: 20,
        work => new ColdStart(work))
    {
        SmokeRate = 5,
        Thresholds = [Threshold.ErrorRate(0.1), Threshold.P99("token", 500), Threshold.P99("home", 500), Threshold.P99("delta", 500)],
    };

    public async Task InitAsync(CancellationToken stop)
    {
        var skus = await api.SkusAsync(await workload.Target.SignInAsync(0, "cold-start-shop", stop), stop);
        foreach (var account in await workload.SignInAsync("cold-start", (int)Math.Clamp(workload.Rate * 4, 20, 1000), stop))
        {
            var start = (await api.GetAsync("/api/v2/sync?collections=orders,profile&limit=500", account, stop)).Expect(200).Json;
            await api.PlaceOrdersAsync(account, skus, Changes, stop);
            closed.Add(new(account, start.Text("syncToken")));
        }
    }

    public async Task RunAsync(Arrival arrival, CancellationToken stop)
    {
        // A refresh token is used once: an app does not start twice at the same time.
        var (account, since) = closed.TryTake(out var app) ? app : throw new StepFailedException("no closed app left");
        try
        {
            await arrival.StepAsync("config", async _ => (await api.GetAsync("/api/config?platform=ios&appVersion=3.4.1", null, stop)).Expect(200));
            await arrival.StepAsync("token", _ => account.RefreshAsync(stop));
            var home = await arrival.StepAsync("home", async _ => (await api.GetAsync("/api/v2/home", account, stop)).Expect(200));
            var delta = await arrival.StepAsync(
                "delta", async _ => (await api.GetAsync($"/api/v2/sync?since={since}&collections=orders,profile", account, stop)).Expect(200));
            Inspect(home, delta);
        }
        finally
        {
            closed.Add(app);
        }
    }

    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken stop)
    {
        var broken = wrong.Distinct(StringComparer.Ordinal).ToList();
        foreach (var (account, _) in closed)
        {
            var sessions = (await api.GetAsync("/api/v2/sessions", account, stop)).Expect(200).Json.GetProperty("items");
            if (!sessions.EnumerateArray().Any(session => session.Text("deviceId") == account.DeviceId))
            {
                broken.Add($"The session of {account.DeviceId} has ended although its app only started.");
            }
        }

        return broken;
    }

    public ValueTask DisposeAsync()
    {
        api.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Inspect(Reply home, Reply delta)
    {
        foreach (var part in home.Json.EnumerateObject().Where(part => part.Value.GetProperty("status").GetInt32() != 200))
        {
            wrong.Enqueue($"The first screen came without its part {part.Name}.");
        }

        var changes = delta.Json.GetProperty("collections").GetProperty("orders").GetProperty("items").GetArrayLength();
        if (workload.Target.IsOwn && changes != Changes)
        {
            wrong.Enqueue($"A delta has {changes} changed orders instead of {Changes}.");
        }
    }

    private sealed record ClosedApp(Account Account, string SyncToken);
}
