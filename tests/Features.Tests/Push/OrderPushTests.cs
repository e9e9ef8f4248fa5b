using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Data;
using Mobile.Features.Orders;
using Mobile.Features.Pipeline;
using Mobile.Features.Push.Events;

namespace Mobile.Features.Tests.Push;

/// <summary>What customers are told of their orders, from the write to the phone.</summary>
public abstract class OrderPushTests(TestHost host) : PushScene(host)
{
    public sealed class Sqlite() : OrderPushTests(new SqliteApiHost());

    public sealed class SqlServer() : OrderPushTests(new SqlServerApiHost());

    [EngineTheory]
    [EveryVersion]
    public async Task A_placed_order_is_told_to_each_device_of_its_user_and_to_no_other(string version)
    {
        using var alice = await Host.SignInAsync("alice");
        var phone = await AddDeviceAsync("alice");
        var tablet = await AddDeviceAsync("alice", "fcmV1", locale: "de-CH");
        var other = await AddDeviceAsync("bob");

        var order = await alice.PlaceOrderAsync(version: version);
        await DispatchAsync();

        var onPhone = Assert.Single(await InboxAsync("alice", phone));
        var apple = onPhone.GetProperty("payload");
        Assert.Equal("Order received", apple.GetProperty("aps").GetProperty("alert").Text("title"));
        Assert.Equal($"mobile://orders/{order}", apple.Text("deepLink"));
        Assert.Equal(onPhone.Text("pushId"), apple.Text("pushId"));
        var google = Assert.Single(await InboxAsync("alice", tablet)).GetProperty("payload").GetProperty("message");
        Assert.Equal("Bestellung eingegangen", google.GetProperty("notification").Text("title"));
        Assert.Equal($"order-{order}", google.GetProperty("android").Text("collapse_key"));
        Assert.Empty(await InboxAsync("bob", other));
        Assert.Equal("sent", Assert.Single(await DeliveriesAsync(phone)));
    }

    [EngineTheory]
    [InlineData("en-GB", "Order received")]
    [InlineData("DE", "Bestellung eingegangen")]
    [InlineData("ar-EG", "تم استلام طلبك")]
    [InlineData("ja", "Order received")]
    public async Task A_device_is_told_in_its_language_or_in_English(string locale, string title)
    {
        using var alice = await Host.SignInAsync("alice");
        var phone = await AddDeviceAsync("alice", locale: locale);

        await alice.PlaceOrderAsync();
        await DispatchAsync();

        Assert.Equal([title], await TitlesAsync("alice", phone));
    }

    [EngineFact]
    public async Task Devices_that_are_told_the_same_share_one_push()
    {
        using var alice = await Host.SignInAsync("alice");
        foreach (var (platform, locale) in new[] { ("apns", "en"), ("apns", "fr"), ("fcmV1", "en-US"), ("apns", "de") })
        {
            await AddDeviceAsync("alice", platform, locale);
        }

        await alice.PlaceOrderAsync();
        await DispatchAsync();

        Assert.Equal((2, 4, 3), (await CountAsync("pushes"), await CountAsync("inbox_messages"), await CountAsync("push_batches")));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_repeated_order_is_told_once(string version)
    {
        using var alice = await Host.SignInAsync("alice");
        var phone = await AddDeviceAsync("alice");
        var (key, body) = (App.NewKey(), Contract.Of(version).Order("MUG-RED"));

        await alice.PostAsync($"/api/{version}/orders", body, key);
        await DispatchAsync();
        Assert.True((await alice.PostAsync($"/api/{version}/orders", body, key)).IsReplay());
        await DispatchAsync();

        Assert.Single(await InboxAsync("alice", phone));
        Assert.Equal(1, await CountAsync("outbox"));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task What_is_not_written_is_told_to_nobody(string version)
    {
        using var alice = await Host.SignInAsync("alice");
        await AddDeviceAsync("alice");
        var (path, contract, key) = ($"/api/{version}/orders", Contract.Of(version), App.NewKey());
        var id = Ids.New(Host.Clock);
        await alice.PostAsync(path, contract.Order("MUG-RED", id: id), key);

        await (await alice.PostAsync(path, contract.Order("MUG-BLUE"), key)).AssertProblemAsync(422, "idempotency-key-reused");
        await (await alice.PostAsync(path, contract.Order("NO-SUCH"), App.NewKey())).AssertProblemAsync(422, "unknown-sku");
        await (await alice.PostAsync(path, contract.Order("MUG-RED", quantity: 0), App.NewKey())).AssertProblemAsync(400, "validation-failed");
        await (await alice.PostAsync(path, contract.Order("MUG-RED", id: id), App.NewKey())).AssertProblemAsync(409, "order-exists");

        Assert.Equal(1, await CountAsync("outbox"));
    }

    [EngineFact]
    public async Task An_event_is_rolled_back_with_what_it_tells_of_and_needs_a_write_to_belong_to()
    {
        var happened = new OrderPlaced(Ids.New(Host.Clock), Ids.New(Host.Clock));
        await Assert.ThrowsAsync<TimeoutException>(() => AskAsync(services => services.GetRequiredService<DbSession>().WriteAsync<bool>(
            async () =>
            {
                await services.GetRequiredService<Outbox>().AddAsync(happened);
                throw new TimeoutException();
            },
            default)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(async services =>
        {
            await services.GetRequiredService<Outbox>().AddAsync(happened);
            return true;
        }));

        Assert.Equal(0, await CountAsync("outbox"));
    }

    [EngineFact]
    public async Task Shipping_is_told_to_the_customer_once_and_stands_in_the_customers_feed()
    {
        using var alice = await Host.SignInAsync("alice");
        var phone = await AddDeviceAsync("alice");
        var order = await alice.PlaceOrderAsync();
        var token = (await alice.ReadAsync($"/api/{ApiVersions.Current}/orders")).Text("syncToken");
        await DispatchAsync();

        var shipped = await Desk.OfPush(Host.Services).GetAsync((ShipOrder.Handler handler) => handler.ShipAsync(order, default));
        var again = await Desk.OfRelease(Host.Services).GetAsync((ShipOrder.Handler handler) => handler.ShipAsync(order, default));
        await DispatchAsync();

        Assert.Equal((OrderStatus.Shipped, 2, 2), (shipped.Status, shipped.Version, again.Version));
        var delta = await alice.ReadAsync($"/api/{ApiVersions.Current}/orders?since={Uri.EscapeDataString(token)}");
        Assert.Equal("shipped", Assert.Single(delta.GetProperty("items").EnumerateArray()).Text("status"));
        Assert.Equal(["Your order is on its way", "Order received"], await TitlesAsync("alice", phone));
        Assert.Equal(1, await CountAsync("audit_log WHERE action = 'order-shipped'"));
    }

    [EngineFact]
    public async Task Only_those_who_may_ship_do_and_only_what_can_be_shipped()
    {
        using var alice = await Host.SignInAsync("alice");
        await AddDeviceAsync("alice");
        var order = await alice.PlaceOrderAsync();
        await Assert.ThrowsAsync<Features.Pipeline.Problems.ProblemException>(() => Desk.OfViewer(Host.Services).AskAsync(
            (ShipOrder.Handler handler) => handler.ShipAsync(order, default)));
        await Desk.OfPush(Host.Services).AssertRefusedAsync("order-not-found", (ShipOrder.Handler handler) => handler.ShipAsync("none", default));

        await alice.PostAsync($"/api/{ApiVersions.Current}/orders/{order}/cancel", new { }, App.NewKey());
        await Desk.OfPush(Host.Services).AssertRefusedAsync("order-not-shippable", (ShipOrder.Handler handler) => handler.ShipAsync(order, default));

        Assert.Equal(0, await CountAsync("outbox WHERE type = 'order-shipped'"));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_cancellation_is_told_once_however_often_it_is_asked_for(string version)
    {
        using var alice = await Host.SignInAsync("alice");
        var phone = await AddDeviceAsync("alice");
        var order = await alice.PlaceOrderAsync(version: version);
        await DispatchAsync();

        await alice.PostAsync($"/api/{version}/orders/{order}/cancel", new { }, App.NewKey());
        await alice.PostAsync($"/api/{version}/orders/{order}/cancel", new { }, App.NewKey());
        await DispatchAsync();

        Assert.Equal(["Order cancelled", "Order received"], await TitlesAsync("alice", phone));
    }
}
