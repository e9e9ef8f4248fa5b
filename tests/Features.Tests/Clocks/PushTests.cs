using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Tests.Push;

namespace Mobile.Features.Tests.Clocks;

/// <summary>No event waits for a day that a wrong clock has named, none is lost to it, and none is told twice.</summary>
public abstract class PushTests(TestHost host) : PushScene(host)
{
    private static readonly TimeSpan FortyDays = TimeSpan.FromDays(40);

    public sealed class Sqlite() : PushTests(new SqliteApiHost());

    public sealed class SqlServer() : PushTests(new SqlServerApiHost());

    [EngineFact]
    public async Task An_event_of_a_clock_ahead_is_told_once_the_clock_has_settled()
    {
        using var alice = await Host.SignInAsync("alice");
        var phone = await AddDeviceAsync("alice");
        Host.Clock.Step(FortyDays);
        await alice.RefreshAsync();
        await alice.PlaceOrderAsync();
        Host.Clock.Step(-FortyDays);
        await DispatchAsync();

        Host.Clock.Advance(ClockMonitor.Settling + TimeSpan.FromSeconds(1));
        await DispatchAsync();
        await DispatchAsync();

        Assert.Equal(["Order received"], await TitlesAsync("alice", phone));
    }

    [EngineFact]
    public async Task A_push_that_was_put_off_by_a_clock_ahead_comes_in_the_morning()
    {
        var phone = await AddDeviceAsync("alice", quiet: ("22:00", "07:00"));
        WaitUntil("23:30", "Etc/UTC");
        using var alice = await Host.SignInAsync("alice");
        await alice.PlaceOrderAsync();
        Host.Clock.Step(FortyDays);
        await DispatchAsync();
        Assert.Equal(["queued"], await DeliveriesAsync(phone));
        Host.Clock.Step(-FortyDays);
        await DispatchAsync();

        Host.Clock.Advance(ClockMonitor.Settling + TimeSpan.FromSeconds(1));
        await DispatchAsync();
        Assert.Equal(["queued"], await DeliveriesAsync(phone));
        WaitUntil("07:00", "Etc/UTC");
        await DispatchAsync();

        Assert.Equal(["Order received"], await TitlesAsync("alice", phone));
    }

    [EngineFact]
    public async Task A_clock_ahead_lets_no_push_expire()
    {
        var phone = await AddDeviceAsync("alice", quiet: ("22:00", "07:00"));
        WaitUntil("23:30", "Etc/UTC");
        using var alice = await Host.SignInAsync("alice");
        await alice.PlaceOrderAsync();
        await DispatchAsync();

        Host.Clock.Step(FortyDays);
        await DispatchAsync();
        Assert.Equal(["queued"], await DeliveriesAsync(phone));
        Host.Clock.Step(-FortyDays);
        await DispatchAsync();
        WaitUntil("07:01", "Etc/UTC");
        await DispatchAsync();

        Assert.Equal(["Order received"], await TitlesAsync("alice", phone));
    }

    [EngineTheory]
    [InlineData(40)]
    [InlineData(-40)]
    public async Task The_later_of_two_events_is_told_although_the_clock_stepped_between_them(int days)
    {
        using var alice = await Host.SignInAsync("alice");
        var phone = await AddDeviceAsync("alice");
        Host.Clock.Step(TimeSpan.FromDays(days));
        await alice.RefreshAsync();
        var order = await alice.PlaceOrderAsync();
        await DispatchAsync();
        Host.Clock.Step(-TimeSpan.FromDays(days));
        await alice.RefreshAsync();

        Assert.Equal(HttpStatusCode.OK, (await CancelAsync(alice, order)).StatusCode);
        await DispatchAsync();

        Assert.Equal(["Order cancelled", "Order received"], (await TitlesAsync("alice", phone)).Order(StringComparer.Ordinal));
    }

    [EngineFact]
    public async Task Of_two_events_that_wait_the_later_is_told_although_its_clock_was_behind()
    {
        var phone = await AddDeviceAsync("alice");
        using var alice = await Host.SignInAsync("alice");
        var order = await alice.PlaceOrderAsync();
        Host.Clock.Step(-FortyDays);
        await alice.RefreshAsync();
        Assert.Equal(HttpStatusCode.OK, (await CancelAsync(alice, order)).StatusCode);
        Host.Clock.Step(FortyDays);

        await DispatchAsync();

        Assert.Equal("Order cancelled", (await TitlesAsync("alice", phone))[0]);
        Assert.Equal(1, await CountAsync("deliveries WHERE state = 'sent' AND push_id = (SELECT id FROM pushes WHERE title = 'Order cancelled')"));
    }

    private static Task<HttpResponseMessage> CancelAsync(App app, string order) =>
        app.PostAsync($"/api/{ApiVersions.Current}/orders/{order}/cancel", new { }, App.NewKey());
}
