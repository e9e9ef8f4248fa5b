using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Devices;
using Mobile.Features.Pipeline;
using Mobile.Features.Push;

namespace Mobile.Features.Tests.Push;

/// <summary>Customers with devices, and a dispatcher that works when the test says so. Each test has a host of its own: it moves the clock.</summary>
public abstract class PushScene(TestHost host) : IAsyncLifetime
{
    protected TestHost Host => host;

    protected TestStore Store => host.Store;

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    /// <returns>The device's id.</returns>
    protected async Task<string> AddDeviceAsync(
        string user, string platform = "apns", string locale = "en", string zone = LocalTime.Utc, (string From, string To)? quiet = null, bool orders = true)
    {
        using var app = await host.SignInAsync(user);
        var id = DeviceExtensions.NewInstallation();
        Assert.Equal(HttpStatusCode.Created, (await app.RegisterAsync(id, DeviceExtensions.Registration(null, platform, locale, zone))).StatusCode);
        if (quiet is not null || !orders)
        {
            var preferences = new { categories = new { orders }, quietHours = quiet is var (from, to) ? new { from, to } : null };
            Assert.Equal(HttpStatusCode.OK, (await app.PreferAsync(id, preferences)).StatusCode);
        }

        return id;
    }

    /// <summary>What a worker does in a second, as often as it takes.</summary>
    /// <param name="node">Another than the host itself.</param>
    protected Task DispatchAsync(TestNode? node = null) =>
        (node?.Services ?? host.Services).GetRequiredService<PushDispatcher>().RunOnceAsync(CancellationToken.None);

    /// <summary>What the device has received, newest first.</summary>
    protected async Task<IReadOnlyList<JsonElement>> InboxAsync(string user, string device)
    {
        using var app = await host.SignInAsync(user);
        return [.. (await app.ReadAsync($"/api/{ApiVersions.Current}/devices/{device}/inbox")).GetProperty("items").EnumerateArray()];
    }

    /// <summary>Titles of what an Apple device has received, newest first.</summary>
    protected async Task<IReadOnlyList<string>> TitlesAsync(string user, string device) =>
        [.. (await InboxAsync(user, device)).Select(message => message.GetProperty("payload").GetProperty("aps").GetProperty("alert").Text("title"))];

    /// <summary>What became of what was meant for the device, oldest first: <c>sent</c>, <c>suppressed opted-out</c>.</summary>
    protected async Task<IReadOnlyList<string>> DeliveriesAsync(string device) =>
        [.. (await Store.QueryAsync<Row>(
            """
            SELECT deliveries.state AS State, deliveries.reason AS Reason
            FROM deliveries JOIN pushes ON pushes.id = deliveries.push_id
            WHERE deliveries.device_id = @device ORDER BY pushes.event_id
            """,
            new { device })).Select(row => row.Reason is null ? row.State : $"{row.State} {row.Reason}")];

    protected Task<long> CountAsync(string of) => Store.ReadAsync<long>($"SELECT CAST(COUNT(*) AS bigint) FROM {of}");

    /// <summary>Moves the clock on to when clocks in the zone next show the time.</summary>
    protected void WaitUntil(string time, string zone)
    {
        var (now, there) = (host.Clock.GetUtcNow(), LocalTime.Find(zone)!);
        var today = TimeZoneInfo.ConvertTime(now, there).Date;
        var wanted = TimeOnly.Parse(time, CultureInfo.InvariantCulture).ToTimeSpan();
        var next = new[] { today, today.AddDays(1) }.Select(day => LocalTime.ToInstant(day + wanted, there)).First(instant => instant > now);
        host.Clock.Advance(next - now);
    }

    /// <summary>Asks a service in a scope of its own.</summary>
    protected async Task<T> AskAsync<T>(Func<IServiceProvider, Task<T>> ask)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider);
    }

    private sealed record Row(string State, string? Reason);
}
