using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Push;

/// <summary>Who gets a push, and when.</summary>
public abstract class DispatchTests(TestHost host) : PushScene(host)
{
    public sealed class Sqlite() : DispatchTests(new SqliteApiHost());

    public sealed class SqlServer() : DispatchTests(new SqlServerApiHost());

    [EngineFact]
    public async Task Who_refuses_the_category_on_a_device_gets_nothing_there_and_staff_see_why()
    {
        using var alice = await Host.SignInAsync("alice");
        var (quiet, loud) = (await AddDeviceAsync("alice", orders: false), await AddDeviceAsync("alice"));

        await alice.PlaceOrderAsync();
        await DispatchAsync();

        Assert.Empty(await InboxAsync("alice", quiet));
        Assert.Equal(["suppressed opted-out"], await DeliveriesAsync(quiet));
        Assert.Single(await InboxAsync("alice", loud));
    }

    [EngineTheory]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Pacific/Auckland")]
    [InlineData("Etc/UTC")]
    public async Task Quiet_hours_over_midnight_put_a_push_off_until_the_morning_where_the_device_is(string zone)
    {
        var phone = await AddDeviceAsync("alice", zone: zone, quiet: ("22:00", "07:00"));
        WaitUntil("23:30", zone);
        using var alice = await Host.SignInAsync("alice");

        await alice.PlaceOrderAsync();
        await DispatchAsync();
        Assert.Equal(["queued"], await DeliveriesAsync(phone));
        WaitUntil("06:58", zone);
        await DispatchAsync();
        Assert.Equal(["queued"], await DeliveriesAsync(phone));
        WaitUntil("07:00", zone);
        await DispatchAsync();

        Assert.Equal(["Order received"], await TitlesAsync("alice", phone));
    }

    [EngineFact]
    public async Task Of_two_events_of_an_order_that_wait_only_the_later_is_told()
    {
        var phone = await AddDeviceAsync("alice", quiet: ("22:00", "07:00"));
        WaitUntil("23:00", "Etc/UTC");
        using var alice = await Host.SignInAsync("alice");
        var (order, other) = (await alice.PlaceOrderAsync(), await alice.PlaceOrderAsync());
        await DispatchAsync();

        await alice.PostAsync($"/api/{ApiVersions.Current}/orders/{order}/cancel", new { }, App.NewKey());
        await DispatchAsync();
        WaitUntil("07:00", "Etc/UTC");
        await DispatchAsync();

        Assert.Equal(["suppressed superseded", "sent", "sent"], await DeliveriesAsync(phone));
        Assert.Equal(["Order cancelled", "Order received"], (await TitlesAsync("alice", phone)).Order(StringComparer.Ordinal));
        Assert.NotEqual(order, other);
    }

    [EngineFact]
    public async Task An_event_that_was_late_is_not_told_after_a_later_one()
    {
        using var alice = await Host.SignInAsync("alice");
        var phone = await AddDeviceAsync("alice");
        var order = await alice.PlaceOrderAsync();
        await Store.WriteAsync("UPDATE outbox SET due_at = due_at + 60000");
        await alice.PostAsync($"/api/{ApiVersions.Current}/orders/{order}/cancel", new { }, App.NewKey());
        await DispatchAsync();

        Host.Clock.Advance(TimeSpan.FromMinutes(2));
        await DispatchAsync();

        Assert.Equal(["Order cancelled"], await TitlesAsync("alice", phone));
        Assert.Equal(["suppressed superseded", "sent"], await DeliveriesAsync(phone));
    }

    [EngineFact]
    public async Task A_device_that_has_become_another_users_before_the_morning_is_not_told()
    {
        var phone = await AddDeviceAsync("alice", quiet: ("22:00", "07:00"));
        WaitUntil("23:00", "Etc/UTC");
        using var alice = await Host.SignInAsync("alice");
        await alice.PlaceOrderAsync();
        await DispatchAsync();

        using var bob = await Host.SignInAsync("bob");
        await bob.RegisterAsync(phone, DeviceExtensions.Registration());
        WaitUntil("07:00", "Etc/UTC");
        await DispatchAsync();

        Assert.Equal(["suppressed unregistered"], await DeliveriesAsync(phone));
        Assert.Equal(0, await CountAsync("inbox_messages"));
    }

    [EngineFact]
    public async Task After_two_days_nobody_wants_to_be_told()
    {
        using var alice = await Host.SignInAsync("alice");
        var phone = await AddDeviceAsync("alice");
        await alice.PlaceOrderAsync();

        Host.Clock.Advance(TimeSpan.FromHours(49));
        await DispatchAsync();

        Assert.Equal(["suppressed expired"], await DeliveriesAsync(phone));
    }

    [EngineFact]
    public async Task Who_has_no_device_is_told_nothing_and_the_event_is_done()
    {
        using var alice = await Host.SignInAsync("alice");
        await alice.PlaceOrderAsync();
        await DispatchAsync();

        await AddDeviceAsync("alice");
        await DispatchAsync();

        Assert.Equal((1, 0), (await CountAsync("outbox WHERE state = 'done'"), await CountAsync("pushes")));
    }

    [EngineFact]
    public async Task Two_nodes_at_once_tell_each_device_once()
    {
        const int Orders = 60;
        using var alice = await Host.SignInAsync("alice");
        await AddDeviceAsync("alice");
        await AddDeviceAsync("alice", "fcmV1", "de");
        await using var other = TestNode.Start(Store, Host.Clock, "api");
        for (var order = 0; order < Orders; order++)
        {
            await alice.PlaceOrderAsync();
        }

        await Task.WhenAll(DispatchAsync(), DispatchAsync(other), DispatchAsync(), DispatchAsync(other));
        await DispatchAsync();

        Assert.Equal(Orders * 2, await CountAsync("pushes"));
        Assert.Equal(Orders * 2, await CountAsync("deliveries WHERE state = 'sent' AND attempts = 1"));
        Assert.Equal((Orders * 2, Orders * 2), (await CountAsync("push_batches"), await CountAsync("inbox_messages")));
    }

    [EngineFact]
    public async Task Only_its_user_sees_an_inbox_and_apps_outside_of_development_see_none()
    {
        using var alice = await Host.SignInAsync("alice");
        using var bob = await Host.SignInAsync("bob");
        var phone = await AddDeviceAsync("alice");

        await (await bob.GetAsync($"/api/{ApiVersions.Current}/devices/{phone}/inbox")).AssertProblemAsync(404, "device-not-found");
        await (await alice.GetAsync($"/api/{ApiVersions.Names[0]}/devices/{phone}/inbox")).AssertProblemAsync(404, "not-found");
        Assert.DoesNotContain("inbox", await (await alice.GetAsync($"/openapi/{ApiVersions.Current}.json")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task Who_takes_a_device_over_does_not_see_what_came_to_it_before()
    {
        using var alice = await Host.SignInAsync("alice");
        using var bob = await Host.SignInAsync("bob");
        var phone = await AddDeviceAsync("alice");
        await alice.PlaceOrderAsync();
        await DispatchAsync();
        Assert.Single(await InboxAsync("alice", phone));

        await bob.RegisterAsync(phone, DeviceExtensions.Registration());

        Assert.Empty(await InboxAsync("bob", phone));
    }
}
