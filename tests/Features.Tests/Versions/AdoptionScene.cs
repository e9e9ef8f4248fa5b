using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Versions.Adoption;
using Mobile.Features.Versions.Lifecycle;
using Mobile.Features.Versions.RemoteConfig;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Tests.Versions;

/// <summary>
/// People with phones, from day to day. Each test begins 29 days after the one before, on a day of its own and with nobody active.
/// </summary>
public abstract class AdoptionScene(TestHost host) : IAsyncLifetime
{
    protected const string Store = "https://apps.example.com/mobile";
    protected static readonly TimeSpan Day = TimeSpan.FromDays(1);

    protected TestHost Host => host;

    protected Desk Release => Desk.OfRelease(host.Services);

    protected Desk Viewer => Desk.OfViewer(host.Services);

    public async Task InitializeAsync()
    {
        if (host.Store is SqlServerStore && SqlServerStore.Server is null)
        {
            return;
        }

        await host.FlushTrafficAsync();
        var now = host.Clock.GetUtcNow().UtcDateTime;
        host.Clock.Advance(now.Date.AddDays(29).AddHours(6) - now);
        await host.FlushTrafficAsync();
        await host.Store.WriteAsync("DELETE FROM active_devices");
        await Release.GetAsync((SupportVersion.Handler handler) => handler.SupportAsync("v1", null, default));
        await Release.GetAsync((SetAppRelease.Handler handler) => handler.SetAsync(new("ios"), default));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    protected async Task CallAsync(string user, string device, string platform, string app, params string[] versions)
    {
        using var signedIn = await host.SignInAsync(user, device);
        foreach (var version in versions)
        {
            await signedIn.With(platform, app).GetAsync($"/api/{version}/profile");
        }

        await SeenAsync(user, device, app, versions);
    }

    protected async Task QueuedWriteAsync(string user, string device, string app)
    {
        using var signedIn = await host.SignInAsync(user, device);
        await signedIn.With("ios", app).SendAsync(HttpMethod.Post, "/api/v2/orders", null, ("X-Queued-At", "2026-11-22T10:00:00Z"), ("Idempotency-Key", App.NewKey()));
        await UntilAsync(async () => await host.Store.ReadAsync<long>(
            "SELECT COUNT(*) FROM active_devices WHERE device_id = @device AND queued_at IS NOT NULL", new { device }) > 0);
    }

    /// <summary>Another process does not know what this one has seen today.</summary>
    protected async Task AtAnotherNodeAsync(string user, string device, string platform, string app)
    {
        await using var node = TestNode.Start(host.Store, host.Clock, "api");
        using var signedIn = await App.SignInAsync(node.Address, user, device);
        var before = await RequestsAsync();
        await signedIn.With(platform, app).GetAsync("/api/v2/profile");
        await UntilAsync(async () =>
        {
            await node.Services.GetRequiredService<TrafficFlush>().FlushAsync(default);
            return await RequestsAsync() > before;
        });
    }

    private Task<long> RequestsAsync() => host.Store.ReadAsync<long>(
        $"SELECT CAST(COALESCE(SUM(requests), 0) AS bigint) FROM {TrafficHistory.Daily}", new { from = 0 });

    /// <summary>A request is counted after its answer has left.</summary>
    protected Task SeenAsync(string user, string device, string app, string[] versions) => UntilAsync(async () =>
        await host.Store.ReadAsync<long>(
            """
            SELECT COUNT(*) FROM active_devices
            WHERE device_id = @device AND user_id = (SELECT id FROM users WHERE subject = @user) AND api_version IN @versions
                AND app_version = @app AND last_seen_at >= @today
            """,
            new { user, device, app = app == "banana" ? "unknown" : app, versions, today = TrafficTime.DayOf(host.Clock.GetUtcNow().ToUnixTimeMilliseconds()) }) == versions.Length);

    protected async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = Patience.Begin();
        do
        {
            Assert.False(patience.IsCancellationRequested, "What was asked for was not written down.");
            await host.FlushTrafficAsync();
        }
        while (!await isSo());
    }

    protected async Task NextDayAsync()
    {
        host.Clock.Advance(Day);
        await host.FlushTrafficAsync();
    }

    protected Task CountDayAsync() => host.Services.GetRequiredService<AdoptionDays>().KeepAsync(default);

    protected async Task<IReadOnlyList<AdoptionReport.DevicesOf>> DevicesAsync() => (await ActiveAsync()).Versions;

    protected Task<AdoptionReport.Active> ActiveAsync() => Viewer.AskAsync((AdoptionReport.Handler handler) => handler.DevicesAsync(default));

    protected Task<PreviewMinimum.Impact> PreviewAsync(string minimum) =>
        Viewer.GetAsync((PreviewMinimum.Handler handler) => handler.PreviewAsync("ios", minimum, default));

    protected Task<RetirementGate.State> GateAsync() => Viewer.GetAsync((RetirementGate.Handler handler) => handler.GetAsync("v1", default));

    protected Task<long> LastSeenAsync() => host.Store.ReadAsync<long>("SELECT MAX(last_seen_at) FROM active_devices");
}
