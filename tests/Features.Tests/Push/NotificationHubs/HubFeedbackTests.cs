using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Devices;
using Mobile.Features.Push.NotificationHubs;
using Mobile.Testing.Hub;

namespace Mobile.Features.Tests.Push.NotificationHubs;

public abstract class HubFeedbackTests(HubHost host) : IAsyncLifetime
{
    private const string Send = "b755f9e4bb0844c8-1";

    public sealed class Sqlite(SqliteHubHost host) : HubFeedbackTests(host), IClassFixture<SqliteHubHost>;

    public sealed class SqlServer(SqlServerHubHost host) : HubFeedbackTests(host), IClassFixture<SqlServerHubHost>;

    private HubFeedback Feedback => host.Services.GetRequiredService<HubFeedback>();

    public async Task InitializeAsync()
    {
        if (host.Hub is null)
        {
            return;
        }

        await host.Store.WriteAsync("DELETE FROM devices");
        await host.Store.WriteAsync("DELETE FROM push_batches");
        host.Hub.Telemetry.State = "Completed";
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [EngineFact]
    public async Task A_handle_that_its_platform_calls_dead_is_unregistered_and_the_hub_is_told()
    {
        await AddDevicesAsync();
        await SendAsync(Send);
        Report(
            ("ExpiredChannel", "apple", "apple-expired"), ("BadChannel", "apple", "apple-bad"), ("ExpiredChannel", "fcmv1", "fcm-expired"),
            ("BadChannel", "fcmv1", "fcm-bad"), ("UnknownError", "fcmv1", "fcm-unknown"), ("ExpiredChannel", "fcmv1", "apple-fine"), ("ExpiredChannel", "apple", "nobody"));

        Assert.Equal(3, await Feedback.RunOnceAsync(default));

        Assert.Equal(["apple-bad", "apple-expired", "fcm-expired"], await DeadAsync());
        await host.RunToEndAsync();
        Assert.Null(host.Hub.Installations.Find("device-apple-bad"));
        Assert.NotNull(host.Hub.Installations.Find("device-fcm-bad"));
    }

    [EngineFact]
    public async Task A_report_in_capitals_is_about_the_handle_that_the_app_registered_in_lower_case()
    {
        using var alice = await App.SignInAsync(host.Address, "alice");
        var (apple, android) = (App.NewKey() + "ab", App.NewKey() + "ab");
        await alice.RegisterAsync("iphone-of-alice", DeviceExtensions.Registration(apple));
        await alice.RegisterAsync("android-of-alice", DeviceExtensions.Registration(android, "fcmV1"));
        await SendAsync(Send);
        host.Hub.Telemetry.Report(
            Send,
            HubTelemetry.Feedback("ExpiredChannel", "apple", apple.ToUpperInvariant(), host.Clock.GetUtcNow().AddMinutes(1)),
            HubTelemetry.Feedback("ExpiredChannel", "fcmv1", android.ToUpperInvariant(), host.Clock.GetUtcNow().AddMinutes(1)));

        Assert.Equal(1, await Feedback.RunOnceAsync(default));

        Assert.Equal(["android-of-alice"], await alice.DeviceIdsAsync());
    }

    [EngineFact]
    public async Task A_send_is_asked_about_until_it_is_over_and_then_no_more()
    {
        await AddDevicesAsync();
        await SendAsync(Send);
        Report(("ExpiredChannel", "apple", "apple-expired"));
        host.Hub.Telemetry.State = "Processing";
        Assert.Equal(0, await Feedback.RunOnceAsync(default));
        Assert.Empty(await DeadAsync());

        host.Hub.Telemetry.State = "Completed";
        Assert.Equal(1, await Feedback.RunOnceAsync(default));
        var calls = host.Hub.Calls.Count;
        Assert.Equal(0, await Feedback.RunOnceAsync(default));

        Assert.Equal(calls, host.Hub.Calls.Count);
    }

    [EngineFact]
    public async Task A_device_that_was_seen_since_lives()
    {
        await AddDevicesAsync();
        await SendAsync(Send);
        Report(("ExpiredChannel", "apple", "apple-expired"));
        await host.Store.WriteAsync(
            "UPDATE devices SET last_seen_at = @now WHERE id = 'device-apple-expired'", new { now = host.Clock.GetUtcNow().AddSeconds(1).ToUnixTimeMilliseconds() });

        Assert.Equal(0, await Feedback.RunOnceAsync(default));
    }

    [EngineFact]
    public async Task Every_send_of_a_day_is_asked_about_however_many_there_are()
    {
        for (var number = 0; number < 130; number++)
        {
            await SendAsync($"unknown-to-the-hub-{number}", isKnown: false);
        }

        var calls = host.Hub.Calls.Count;
        await Feedback.RunOnceAsync(default);

        Assert.Equal(calls + 130, host.Hub.Calls.Count);
    }

    private async Task AddDevicesAsync()
    {
        foreach (var name in (string[])["apple-expired", "apple-bad", "apple-fine", "fcm-expired", "fcm-bad", "fcm-unknown"])
        {
            await host.AddDeviceAsync($"device-{name}", Handle(name), name.StartsWith("apple", StringComparison.Ordinal) ? PushPlatform.Apns : PushPlatform.FcmV1);
        }

        await host.RunToEndAsync();
    }

    /// <summary>An accepted batch of five minutes ago.</summary>
    private async Task SendAsync(string notificationId, bool isKnown = true)
    {
        if (isKnown)
        {
            host.Hub.Telemetry.Know(notificationId);
        }

        await host.Store.WriteAsync(
            """
            INSERT INTO push_batches (id, push_id, platform, devices, worker, state, started_at, leased_until, settled_at, notification_id)
            VALUES (@id, 'p', 'apns', 1, 'w', 'sent', @at, @at, @at, @notificationId)
            """,
            new { id = App.NewKey(), notificationId, at = host.Clock.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds() });
    }

    private void Report(params IEnumerable<(string Error, string Platform, string Device)> entries) => host.Hub.Telemetry.Report(
        Send, entries.Select(entry => HubTelemetry.Feedback(entry.Error, entry.Platform, Handle(entry.Device), host.Clock.GetUtcNow())));

    /// <summary>The device's name, written as its platform would.</summary>
    private static string Handle(string name) => name.StartsWith("fcm", StringComparison.Ordinal) ? name : Convert.ToHexStringLower(Encoding.ASCII.GetBytes(name));

    private async Task<IEnumerable<string>> DeadAsync() =>
        (await host.Store.QueryAsync<string>("SELECT id FROM devices WHERE unregistered_reason = 'handle-dead' AND push_handle = '' ORDER BY id"))
        .Select(id => id["device-".Length..]);
}
