using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mobile.Client;
using Mobile.Perf.Load;
using Mobile.Perf.Phones;
using Mobile.Testing.Replicas;

namespace Mobile.Perf.Scenarios;

/// <summary>A user with several devices: one of them writes, and the others pull what they lack.</summary>
internal sealed class SyncFanout(Workload workload) : IScenario
{
    private const int Users = 10;
    private const int DevicesEach = 4;

    private static readonly JsonTypeInfo<JsonElement> AnyJson = (JsonTypeInfo<JsonElement>)JsonSerializerOptions.Web.GetTypeInfo(typeof(JsonElement));

    private readonly PlainHttp api = new(workload.Target.Address);
    private readonly List<Household> households = [];
    private IReadOnlyList<string> skus = [];

    public static ScenarioPlan Plan { get; } = new(
        "sync-fanout",
        "What one device of a user writes, the others hold after their next pull; in the end each holds what the server holds.",
        Rate: 5,
        work => new SyncFanout(work))
    {
        SmokeRate = 3,
        Thresholds = [Threshold.ErrorRate(0.1), Threshold.P99("write", 1000), Threshold.P99("pull", 1000)],
    };

    public async Task InitAsync(CancellationToken stop)
    {
        var users = Math.Min(workload.IsSmoke ? 3 : Users, workload.Target.Users);
        foreach (var owner in await workload.SignInAsync("fanout-owner", users, stop))
        {
            skus = skus is [] ? await api.SkusAsync(owner, stop) : skus;
            households.Add(new(owner, []));
        }

        for (var device = 0; device < DevicesEach; device++)
        {
            foreach (var (account, household) in (await workload.SignInAsync($"fanout-{device}", users, stop)).Zip(households))
            {
                var phone = await Phone.OpenAsync(workload.Target.Address, account, () => new MeasuredLink(), stop);
                household.Phones.Add(phone);
                await phone.App.SyncAsync(stop);
            }
        }
    }

    public async Task RunAsync(Arrival arrival, CancellationToken stop)
    {
        var (user, turn) = ((int)(arrival.Number % households.Count), arrival.Number / households.Count);
        var phones = households[user].Phones;
        var writer = phones[(int)(turn % phones.Count)];
        var id = await arrival.StepAsync("write", async _ =>
        {
            var id = await writer.App.Orders.PlaceAsync([new NewOrderLine(skus[arrival.Random.Next(skus.Count)], 1)], $"fan-out {arrival.Number}", stop);
            await writer.App.SyncAsync(stop);
            return await writer.App.Orders.GetAsync(id, stop) is { Pending: false } ? id : throw new StepFailedException("not sent");
        });
        await Task.WhenAll(phones.Where(phone => phone != writer).Select(phone => arrival.StepAsync("pull", async _ =>
        {
            await phone.App.SyncAsync(stop);
            return await phone.App.Orders.GetAsync(id, stop) ?? throw new StepFailedException("not delivered");
        })));
    }

    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken stop)
    {
        var broken = new List<string>();
        foreach (var (owner, phones) in households)
        {
            var server = new Testing.Replicas.Replica();
            foreach (var order in await api.ListAsync("/api/v2/orders", owner, stop))
            {
                server.Put("orders", order);
            }

            foreach (var phone in phones)
            {
                await phone.App.SyncAsync(stop);
                var held = new Testing.Replicas.Replica();
                _ = held["orders"];
                foreach (var order in await phone.App.Replica.ListAsync("orders", AnyJson, stop))
                {
                    held.Put("orders", order.Value);
                }

                broken.AddRange(ReplicaChecker.Compare(held, server).Take(3).Select(difference => $"On {phone.Account.DeviceId}, {difference}."));
            }
        }

        return broken;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var phone in households.SelectMany(household => household.Phones))
        {
            await phone.DisposeAsync();
        }

        api.Dispose();
    }

    private sealed record Household(Account Owner, List<Phone> Phones);
}
