using System.Collections.Concurrent;
using System.Text.Json;
using Mobile.Perf.Load;
using Mobile.Perf.Phones;
using Mobile.Testing.Hub;

namespace Mobile.Perf.Scenarios;

/// <summary>Customers with an iPhone and an Android tablet place orders; the clock runs from the order's reply until both have its push.</summary>
internal sealed class PushFanout(Workload workload) : IScenario
{
    private const int Users = 30;

    private static readonly string[] Platforms = ["apns", "fcmV1"];

    private readonly PlainHttp api = new(workload.Target.Address);
    private readonly HubStandIn hub = workload.Target.Hub!;
    private readonly List<Customer> customers = [];
    private readonly ConcurrentDictionary<(string Order, string Handle), TaskCompletionSource> arrivals = new();
    private readonly ConcurrentDictionary<string, Customer> placed = new(StringComparer.Ordinal);
    private IReadOnlyList<string> skus = [];

    public static ScenarioPlan Plan { get; } = new(
        "push-fanout",
        "The push of every order reaches each of its customer's devices exactly once.",
        Rate: 10,
        work => new PushFanout(work))
    {
        SmokeRate = 5,
        NeedsHub = true,
        Thresholds = [Threshold.ErrorRate(0), Threshold.P99("order", 500), Threshold.P99("push", 5000)],
    };

    public async Task InitAsync(CancellationToken stop)
    {
        hub.Plan = call =>
        {
            Note(call);
            return HubFate.Take;
        };
        foreach (var account in await workload.SignInAsync("push-fanout", workload.IsSmoke ? 5 : Users, stop))
        {
            skus = skus is [] ? await api.SkusAsync(account, stop) : skus;
            var handles = Platforms.Select(_ => App.NewKey()).ToList();
            foreach (var (platform, handle) in Platforms.Zip(handles))
            {
                (await api.SendAsync(
                    HttpMethod.Put, $"/api/v2/devices/{account.DeviceId}-{platform}", account, DeviceExtensions.Registration(handle, platform), stop)).Expect(200, 201);
            }

            customers.Add(new(account, handles));
        }
    }

    public async Task RunAsync(Arrival arrival, CancellationToken stop)
    {
        var customer = customers[(int)(arrival.Number % customers.Count)];
        var order = await arrival.StepAsync("order", async _ =>
            (await api.SendAsync(HttpMethod.Post, "/api/v2/orders", customer.Account, ShopExtensions.Order(skus[arrival.Random.Next(skus.Count)], note: null), stop))
                .Expect(201).Json.Text("id"));
        placed[order] = customer;
        await arrival.StepAsync("push", async _ =>
        {
            await Task.WhenAll(customer.Handles.Select(handle => Arrived(order, handle).Task)).WaitAsync(stop);
            return true;
        });
    }

    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken stop)
    {
        var sent = hub.HandlesSent
            .SelectMany(handle => hub.SentTo(handle).Select(call => (Order: OrderOf(call), Handle: handle)))
            .CountBy(push => push).ToDictionary();
        var wanted = placed.SelectMany(order => order.Value.Handles.Select(handle => (Order: (string?)order.Key, Handle: handle))).ToHashSet();
        IReadOnlyList<string> broken =
        [
            .. Say("did not arrive", wanted.Where(push => !sent.ContainsKey(push))),
            .. Say("arrived more than once", sent.Where(push => push.Value > 1).Select(push => push.Key)),
            .. Say("arrived where nobody waits for them", sent.Keys.Where(push => !wanted.Contains(push))),
        ];
        return Task.FromResult(broken);
    }

    public ValueTask DisposeAsync()
    {
        api.Dispose();
        return ValueTask.CompletedTask;
    }

    private static IEnumerable<string> Say(string what, IEnumerable<(string? Order, string Handle)> pushes)
    {
        var all = pushes.ToList();
        return all is [] ? [] : [$"{all.Count} pushes {what}; the first is that of order {all[0].Order}."];
    }

    private static string? OrderOf(HubCall call)
    {
        using var json = JsonDocument.Parse(call.Payload);
        var data = json.RootElement.TryGetProperty("message", out var message) ? message.GetProperty("data") : json.RootElement;
        return data.TryGetProperty("deepLink", out var link) ? link.GetString()!.Split('/')[^1] : null;
    }

    private TaskCompletionSource Arrived(string order, string handle) =>
        arrivals.GetOrAdd((order, handle), _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private void Note(HubCall call)
    {
        if (call.IsSend && OrderOf(call) is { } order)
        {
            foreach (var handle in call.IsBatch ? call.Handles : [call.Headers.GetValueOrDefault("servicebusnotification-devicehandle", "")])
            {
                Arrived(order, handle).TrySetResult();
            }
        }
    }

    private sealed record Customer(Account Account, IReadOnlyList<string> Handles);
}
