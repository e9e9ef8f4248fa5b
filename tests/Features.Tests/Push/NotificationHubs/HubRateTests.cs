using Mobile.Features.Push.NotificationHubs;
using Mobile.Testing.Hub;

namespace Mobile.Features.Tests.Push.NotificationHubs;

public sealed class HubRateTests
{
    [Fact]
    public async Task A_process_stays_below_its_own_rate_whatever_the_hub_would_take()
    {
        using var rate = new HubRate(HubScene.OptionsFor("sb://example.servicebus.windows.net/") with { CallsPerSecond = 40 });
        var started = TimeProvider.System.GetTimestamp();

        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => rate.WaitAsync(CancellationToken.None)));

        // The first 2 go at once, and 2 more every twentieth of a second.
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 1.2, Patience.Limit.TotalSeconds);
    }

    [Fact]
    public async Task A_send_that_does_not_get_its_turn_in_time_was_not_sent()
    {
        await using var hub = await HubStandIn.StartAsync(new FixedClock());
        using var scene = new HubScene(
            NotificationHubsRegistration.NewHandler(),
            HubScene.OptionsFor(hub.Address.ToString()) with { CallsPerSecond = 1, SendTimeout = TimeSpan.FromMilliseconds(100) });
        using var enough = new CancellationTokenSource();
        var others = Task.WhenAll(Enumerable.Range(0, 300).Select(_ => scene.Client.CallAsync(HubRequests.Delete("device-0001"), enough.Token)));

        var result = await scene.SendAsync(HubScene.Apple(), HubScene.Target("a1"));

        Assert.Equal("own-rate", result.Reason);
        await enough.CancelAsync();
        await others;
    }
}
