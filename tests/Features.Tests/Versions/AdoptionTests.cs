using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Versions.Adoption;
using Mobile.Features.Versions.Lifecycle;
using Mobile.Features.Versions.RemoteConfig;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Tests.Versions;

/// <summary>Each test has devices of its own, and begins 29 days after the one before: nobody of theirs is active any more.</summary>
public abstract class AdoptionTests(TestHost host) : IAsyncLifetime
{
    private const string Store = "https://apps.example.com/mobile";
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private Desk Release => Desk.OfRelease(host.Services);

    private Desk Viewer => Desk.OfViewer(host.Services);

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

    [EngineFact]
    public async Task A_device_counts_once_for_each_version_that_it_uses()
    {
        await CallAsync("alice", "phone", "ios", "3.1.0", "v1");
        await CallAsync("alice", "phone", "ios", "3.1.0", "v1");
        await CallAsync("alice", "tablet", "ios", "3.2.0", "v1", "v2");
        await CallAsync("bob", "phone", "android", "banana", "v2");

        Assert.Equal(
            ["v1 ios 3.1.0 1 1 0.33", "v1 ios 3.2.0 1 1 0.33", "v2 android unknown 1 1 0.33", "v2 ios 3.2.0 1 1 0.33"],
            (await DevicesAsync()).Select(row => $"{row.ApiVersion} {row.Platform} {row.AppVersion} {row.Devices} {row.Users} {row.Share:0.00}"));
    }

    [EngineFact]
    public async Task A_device_is_written_once_a_day_and_once_more_when_its_app_was_updated()
    {
        await CallAsync("alice", "phone", "ios", "3.1.0", "v2");
        var first = await LastSeenAsync();
        host.Clock.Advance(TimeSpan.FromHours(1));
        await CallAsync("alice", "phone", "ios", "3.1.0", "v2");
        await AtAnotherNodeAsync("alice", "phone", "ios", "3.1.0");
        Assert.Equal(first, await LastSeenAsync());

        await CallAsync("alice", "phone", "ios", "3.2.0", "v2");
        var updated = await LastSeenAsync();
        Assert.True(updated > first);
        Assert.Equal("3.2.0", Assert.Single(await DevicesAsync()).AppVersion);

        host.Clock.Advance(Day);
        await host.FlushTrafficAsync();
        await CallAsync("alice", "phone", "ios", "3.2.0", "v2");
        Assert.True(await LastSeenAsync() > updated);
    }

    [EngineFact]
    public async Task A_device_leaves_v1_when_its_updated_app_calls_v2_alone_and_stays_while_its_app_calls_v1_now_and_then()
    {
        await CallAsync("alice", "phone", "ios", "3.1.0", "v1");
        await CallAsync("bob", "phone", "ios", "3.1.0", "v1");
        await NextDayAsync();
        await CallAsync("alice", "phone", "ios", "3.2.0", "v2");
        for (var day = 0; day < 10; day++)
        {
            await CallAsync("bob", "phone", "ios", "3.1.0", "v2");
            await NextDayAsync();
        }

        await CallAsync("bob", "phone", "ios", "banana", "v2");

        Assert.Equal(["v1 3.1.0 1", "v2 3.2.0 1", "v2 unknown 1"], (await DevicesAsync()).Select(row => $"{row.ApiVersion} {row.AppVersion} {row.Devices}"));
    }

    [EngineFact]
    public async Task Sign_ins_that_name_no_device_are_one_device_of_their_user()
    {
        for (var i = 0; i < 3; i++)
        {
            using var monitor = await host.SignInAsync("sam");
            await monitor.With("ios", $"3.{i}.0").GetAsync("/api/v2/profile");
            await UntilAsync(async () => await host.Store.ReadAsync<string>("SELECT MAX(app_version) FROM active_devices") == $"3.{i}.0");
        }

        Assert.Equal(1, Assert.Single(await DevicesAsync()).Devices);
    }

    [EngineFact]
    public async Task A_device_that_the_database_refuses_keeps_no_other_from_being_written()
    {
        await host.Store.WriteAsync(host.Store.Engine == "sqlite"
            ? "CREATE TRIGGER picky BEFORE INSERT ON active_devices WHEN NEW.app_version = '6.6.6' BEGIN SELECT RAISE(ABORT, 'no'); END"
            : "ALTER TABLE active_devices ADD CONSTRAINT picky CHECK (app_version <> '6.6.6')");
        using var evil = await host.SignInAsync("bob", "evil");
        await evil.With("ios", "6.6.6").GetAsync("/api/v2/profile");
        await CallAsync("alice", "phone", "ios", "3.1.0", "v2");
        await CallAsync("alice", "tablet", "ios", "3.1.0", "v2");
        await host.Store.WriteAsync(host.Store.Engine == "sqlite" ? "DROP TRIGGER picky" : "ALTER TABLE active_devices DROP CONSTRAINT picky");

        Assert.Equal(2, Assert.Single(await DevicesAsync()).Devices);
    }

    [EngineFact]
    public async Task A_minimum_is_previewed_with_the_devices_the_users_and_their_queued_writes()
    {
        await CallAsync("alice", "phone", "ios", "3.1.0", "v1");
        await CallAsync("alice", "tablet", "ios", "3.9.1", "v2");
        await CallAsync("bob", "phone", "ios", "3.10.0-beta.1", "v2");
        await CallAsync("sam", "phone", "ios", "3.10.0", "v2");
        await CallAsync("sam", "tablet", "ios", "banana", "v2");
        await CallAsync("vera", "phone", "android", "1.0.0", "v2");
        await QueuedWriteAsync("alice", "tablet", "3.9.1");

        var impact = await PreviewAsync("3.10.0");
        var (none, all) = (await PreviewAsync("3.0"), await PreviewAsync("4.0"));

        Assert.Equal(new PreviewMinimum.Impact(ActiveDevices: 5, Devices: 3, Users: 2, DevicesWithQueuedWrites: 1, DevicesOfUnknownVersion: 1), impact);
        Assert.Equal((0, 0, 0), (none.Devices, none.Users, none.DevicesWithQueuedWrites));
        Assert.Equal((4, 3), (all.Devices, all.Users));

        // And what was foretold is what happens.
        await Release.GetAsync((SetAppRelease.Handler handler) => handler.SetAsync(new("ios", "3.10.0", null, Store, "It refuses three of five."), default));
        var refused = 0;
        foreach (var (user, device, app) in new[] { ("alice", "phone", "3.1.0"), ("alice", "tablet", "3.9.1"), ("bob", "phone", "3.10.0-beta.1"), ("sam", "phone", "3.10.0"), ("sam", "tablet", "banana") })
        {
            using var signedIn = await host.SignInAsync(user, device);
            refused += (int)(await signedIn.With("ios", app).GetAsync("/api/v2/profile")).StatusCode == 426 ? 1 : 0;
        }

        Assert.Equal(impact.Devices, refused);
        await Viewer.AssertRefusedAsync("invalid-policy", (PreviewMinimum.Handler handler) => handler.PreviewAsync("windows", "3.0", default));
        await Viewer.AssertRefusedAsync("invalid-policy", (PreviewMinimum.Handler handler) => handler.PreviewAsync("ios", "banana", default));
    }

    [EngineFact]
    public async Task A_minimum_that_refuses_many_needs_a_reason_even_if_somebody_has_it()
    {
        await CallAsync("alice", "phone", "ios", "3.1.0", "v2");
        await CallAsync("bob", "phone", "ios", "3.2.0", "v2");
        await CallAsync("sam", "phone", "ios", "99.0.0", "v2");

        var refused = await Release.AssertRefusedAsync(
            "reason-required", (SetAppRelease.Handler handler) => handler.SetAsync(new("ios", "32.0", null, Store), default));
        Assert.Contains("would refuse 2 of 3 active devices", refused.Detail, StringComparison.Ordinal);
        await Release.GetAsync((SetAppRelease.Handler handler) => handler.SetAsync(new("ios", "32.0", null, Store, "The server of 3.x is gone."), default));

        var detail = await host.Store.ReadAsync<string>("SELECT detail FROM audit_log WHERE action = 'app-release-set' AND detail LIKE '%gone%'");
        Assert.Contains("Refuses 2 of 3 active devices, 2 users.", detail, StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task A_version_is_retired_when_its_sunset_is_past_and_two_weeks_long_nobody_used_it()
    {
        await Release.GetAsync((DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1", SunsetAt: host.Clock.GetUtcNow() + (10 * Day)), default));
        for (var day = 0; day < 20; day++)
        {
            await CallAsync("alice", "phone", "ios", "3.2.0", "v2");
            await CallAsync("bob", "phone", "ios", day < 5 ? "3.1.0" : "3.2.0", day < 5 ? "v1" : "v2");
            await CountDayAsync();
            var state = await GateAsync();

            // Days 0 to 4 show v1; so the fourteenth day without it is day 18.
            Assert.Equal((day >= 18, day >= 10), (state.IsMet, state.IsPastSunset));
            if (day == 17)
            {
                var refused = await Release.AssertRefusedAsync("retirement-gate-not-met", (RetireVersion.Handler handler) => handler.RetireAsync(new("v1"), default));
                Assert.Contains("14 were counted, 13 of them under 1 %", refused.Detail, StringComparison.Ordinal);
            }

            await NextDayAsync();
        }

        var met = await GateAsync();
        Assert.Equal((14, 0, 2), (met.Days.Count, met.Days[^1].Devices, met.Days[^1].ActiveDevices));
        await Release.GetAsync((RetireVersion.Handler handler) => handler.RetireAsync(new("v1"), default));
        using var alice = await host.SignInAsync("alice", "phone");
        await (await alice.With("ios", "3.2.0").GetAsync("/api/v1/profile")).AssertProblemAsync(410, "api-version-retired");
        await SeenAsync("alice", "phone", "3.2.0", ["v1"]);
    }

    [EngineFact]
    public async Task A_day_that_nobody_counted_does_not_open_the_gate()
    {
        await Release.GetAsync((DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1", SunsetAt: host.Clock.GetUtcNow() + (8 * Day)), default));
        await CallAsync("alice", "phone", "ios", "3.2.0", "v2");
        for (var day = 0; day < 16; day++)
        {
            await NextDayAsync();
            if (day != 7)
            {
                await CountDayAsync();
            }
        }

        var state = await GateAsync();
        Assert.False(state.IsMet);
        Assert.Contains("Of the last 14 days 13 were counted", state.Summary, StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task Days_on_which_nobody_was_active_do_not_open_the_gate()
    {
        await Release.GetAsync((DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1", SunsetAt: host.Clock.GetUtcNow() + (8 * Day)), default));
        for (var day = 0; day < 16; day++)
        {
            await CountDayAsync();
            await NextDayAsync();
        }

        var state = await GateAsync();
        Assert.Equal((false, true, 0), (state.IsMet, state.IsPastSunset, state.Days.Count));
        Assert.Contains("No day of the last 14 was counted", state.Summary, StringComparison.Ordinal);
    }

    private async Task CallAsync(string user, string device, string platform, string app, params string[] versions)
    {
        using var signedIn = await host.SignInAsync(user, device);
        foreach (var version in versions)
        {
            await signedIn.With(platform, app).GetAsync($"/api/{version}/profile");
        }

        await SeenAsync(user, device, app, versions);
    }

    private async Task QueuedWriteAsync(string user, string device, string app)
    {
        using var signedIn = await host.SignInAsync(user, device);
        await signedIn.With("ios", app).SendAsync(HttpMethod.Post, "/api/v2/orders", null, ("X-Queued-At", "2026-11-22T10:00:00Z"), ("Idempotency-Key", App.NewKey()));
        await UntilAsync(async () => await host.Store.ReadAsync<long>(
            "SELECT COUNT(*) FROM active_devices WHERE device_id = @device AND queued_at IS NOT NULL", new { device }) > 0);
    }

    /// <summary>Another process does not know what this one has seen today.</summary>
    private async Task AtAnotherNodeAsync(string user, string device, string platform, string app)
    {
        await using var node = TestNode.Start(host.Store, host.Clock, "api");
        using var signedIn = await App.SignInAsync(node.Address, user, device);
        var before = await RequestsAsync();
        await signedIn.With(platform, app).GetAsync("/api/v2/profile");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        do
        {
            Assert.False(patience.IsCancellationRequested, "The other node has counted nothing.");
            await node.Services.GetRequiredService<TrafficFlush>().FlushAsync(default);
        }
        while (await RequestsAsync() == before);
    }

    private Task<long> RequestsAsync() => host.Store.ReadAsync<long>(
        $"SELECT CAST(COALESCE(SUM(requests), 0) AS bigint) FROM {TrafficHistory.Daily}", new { from = 0 });

    /// <summary>A request is counted after its answer has left.</summary>
    private Task SeenAsync(string user, string device, string app, string[] versions) => UntilAsync(async () =>
        await host.Store.ReadAsync<long>(
            """
            SELECT COUNT(*) FROM active_devices
            WHERE device_id = @device AND user_id = (SELECT id FROM users WHERE subject = @user) AND api_version IN @versions
                AND app_version = @app AND last_seen_at >= @today
            """,
            new { user, device, app = app == "banana" ? "unknown" : app, versions, today = TrafficTime.DayOf(host.Clock.GetUtcNow().ToUnixTimeMilliseconds()) }) == versions.Length);

    private async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        do
        {
            Assert.False(patience.IsCancellationRequested, "The device was not written.");
            await host.FlushTrafficAsync();
        }
        while (!await isSo());
    }

    private async Task NextDayAsync()
    {
        host.Clock.Advance(Day);
        await host.FlushTrafficAsync();
    }

    private Task CountDayAsync() => host.Services.GetRequiredService<AdoptionDays>().CountAsync(default);

    private Task<IReadOnlyList<AdoptionReport.DevicesOf>> DevicesAsync() => Viewer.AskAsync((AdoptionReport.Handler handler) => handler.DevicesAsync(default));

    private Task<PreviewMinimum.Impact> PreviewAsync(string minimum) =>
        Viewer.GetAsync((PreviewMinimum.Handler handler) => handler.PreviewAsync("ios", minimum, default));

    private Task<RetirementGate.State> GateAsync() => Viewer.GetAsync((RetirementGate.Handler handler) => handler.GetAsync("v1", default));

    private Task<long> LastSeenAsync() => host.Store.ReadAsync<long>("SELECT MAX(last_seen_at) FROM active_devices");

    public sealed class Sqlite(SqliteApiHost host) : AdoptionTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : AdoptionTests(host), IClassFixture<SqlServerApiHost>;
}
