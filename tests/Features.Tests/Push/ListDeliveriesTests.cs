using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Push;
using Mobile.Features.Push.Local;

namespace Mobile.Features.Tests.Push;

public abstract class ListDeliveriesTests(TestHost host) : PushScene(host)
{
    private const string InsertCampaignPush = """
        INSERT INTO pushes (id, lane, category, title, body, time_to_live_seconds, retries_unknown, honours_quiet_hours, created_at, attempted_at)
        VALUES (@id, 'campaign', 'promotions', @title, 'x', 60, 0, 0, @at, @at)
        """;

    private const string InsertDelivery = """
        INSERT INTO deliveries (push_id, device_id, lane, user_id, platform, state, reason, due_at, attempts, attempted_at, settled_at)
        SELECT @id, id, 'campaign', user_id, platform, 'suppressed', 'opted-out', @at, 1, @at, @at FROM devices WHERE id = @device
        """;

    public sealed class Sqlite() : ListDeliveriesTests(new SqliteApiHost());

    public sealed class SqlServer() : ListDeliveriesTests(new SqlServerApiHost());

    [EngineFact]
    public async Task What_was_meant_for_a_device_is_listed_the_latest_first()
    {
        var (phone, other) = (await AddDeviceAsync("alice"), await AddDeviceAsync("bob"));
        using var alice = await Host.SignInAsync("alice");
        await alice.PlaceOrderAsync();
        await DispatchAsync();
        Host.Clock.Advance(TimeSpan.FromMinutes(1));
        await AddCampaignAsync("sale", phone);
        await AddCampaignAsync("for-bob", other);
        Host.Clock.Advance(TimeSpan.FromMinutes(1));
        await alice.PlaceOrderAsync();
        await DispatchAsync();

        var deliveries = await DeliveriesOfAsync(phone);

        Assert.Equal(["event Order received sent", "campaign sale suppressed", "event Order received sent"], deliveries.Select(each => $"{each.Lane} {each.Title} {each.State}"));
        Assert.Equal((null, "sale", "opted-out"), (deliveries[0].CampaignId, deliveries[1].CampaignId, deliveries[1].Reason));
        Assert.NotNull(deliveries[0].SettledAt);
    }

    [EngineFact]
    public async Task Whoever_had_the_device_before_keeps_theirs_to_themselves()
    {
        var phone = await AddDeviceAsync("alice");
        await AddCampaignAsync("sale", phone);
        using var bob = await Host.SignInAsync("bob");
        await bob.RegisterAsync(phone, DeviceExtensions.Registration());

        Assert.Empty(await DeliveriesOfAsync(phone));
        Assert.Empty(await DeliveriesOfAsync("none"));
    }

    [EngineFact]
    public async Task Only_staff_look_and_they_learn_whether_there_is_an_inbox()
    {
        await Assert.ThrowsAsync<ProblemException>(() => new Desk(Host.Services, "alice").AskAsync((ListDeliveries.Handler handler) => handler.ListAsync("none", default)));
        Assert.True(await Desk.OfViewer(Host.Services).AskAsync((GetInbox.Handler handler) => Task.FromResult(handler.IsDestination)));
    }

    private async Task AddCampaignAsync(string id, string device)
    {
        var at = Host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await Store.WriteAsync(InsertCampaignPush, new { id, title = id, at });
        await Store.WriteAsync(InsertDelivery, new { id, device, at });
    }

    private Task<IReadOnlyList<ListDeliveries.Delivery>> DeliveriesOfAsync(string device) =>
        Desk.OfViewer(Host.Services).AskAsync((ListDeliveries.Handler handler) => handler.ListAsync(device, default));
}
