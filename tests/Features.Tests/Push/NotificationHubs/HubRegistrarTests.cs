using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Devices;
using Mobile.Features.Pipeline;
using Mobile.Features.Push.NotificationHubs;
using Mobile.Testing.Hub;

namespace Mobile.Features.Tests.Push.NotificationHubs;

public abstract class HubRegistrarTests(HubHost host) : IAsyncLifetime
{
    public sealed class Sqlite(SqliteHubHost host) : HubRegistrarTests(host), IClassFixture<SqliteHubHost>;

    public sealed class SqlServer(SqlServerHubHost host) : HubRegistrarTests(host), IClassFixture<SqlServerHubHost>;

    public async Task InitializeAsync()
    {
        if (host.Hub is null)
        {
            return;
        }

        await host.Store.WriteAsync("DELETE FROM devices");
        await host.Store.WriteAsync("DELETE FROM store_info WHERE name IN ('hub_generation', 'hub_lease')");
        (host.Hub.Plan, host.Hub.Keys) = (_ => HubFate.Take, [HubStandIn.PrimaryKey, HubStandIn.SecondaryKey]);
        host.Hub.Installations.Lose();
        host.Clock.Advance(TimeSpan.FromMinutes(2));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [EngineFact]
    public async Task The_hub_is_told_of_a_device_when_it_comes_changes_and_goes()
    {
        await host.AddDeviceAsync("device-0001", "a1", PushPlatform.Apns, "user-7", "de-CH");
        await host.RunToEndAsync();
        var known = host.Hub.Installations.Find("device-0001")!;

        Assert.Equal(("user-7", "a1", "apns"), (known.UserId, known.Handle, known.Platform));
        Assert.Equal(["device_device-0001", "locale_de-CH", "platform_apns", "user_user-7"], known.Tags.Order(StringComparer.Ordinal));
        Assert.Equal(90, (known.Expires - host.Clock.GetUtcNow()).TotalDays, 0.01);
        await host.ChangeAsync("device-0001", "a2");
        await host.RunToEndAsync();
        Assert.Equal("a2", host.Hub.Installations.Find("device-0001")!.Handle);
        await host.UnregisterAsync("device-0001");
        await host.RunToEndAsync();
        Assert.Null(host.Hub.Installations.Find("device-0001"));
        Assert.Equal(0, await PendingAsync());
        Assert.True((await host.Registrar.RunOnceAsync(default)).IsIdle);
    }

    [EngineFact]
    public async Task An_app_that_registers_is_known_to_the_hub_and_one_that_is_removed_is_forgotten()
    {
        using var alice = await App.SignInAsync(host.Address, "alice");
        await alice.RegisterAsync("device-of-alice", DeviceExtensions.Registration());
        await host.RunToEndAsync();
        Assert.NotNull(host.Hub.Installations.Find("device-of-alice"));

        await alice.DeleteAsync($"/api/{ApiVersions.Current}/devices/device-of-alice", App.NewKey());
        await host.RunToEndAsync();

        Assert.Null(host.Hub.Installations.Find("device-of-alice"));
    }

    [EngineFact]
    public async Task A_device_of_which_the_hub_was_told_a_month_ago_is_told_again_before_it_is_forgotten()
    {
        await host.AddDeviceAsync("device-0001", "a1");
        await host.AddDeviceAsync("device-0002", "a2");
        await host.UnregisterAsync("device-0002");
        await host.RunToEndAsync();
        var before = host.Hub.Installations.Find("device-0001")!.Expires;

        host.Clock.Advance(TimeSpan.FromDays(29));
        await host.RunToEndAsync();
        Assert.Equal(before, host.Hub.Installations.Find("device-0001")!.Expires);
        host.Clock.Advance(TimeSpan.FromDays(2));
        var round = await host.Registrar.RunOnceAsync(default);

        Assert.Equal("device-0001", Assert.Single(round.Told).Id);
        Assert.Equal(31, (host.Hub.Installations.Find("device-0001")!.Expires - before).TotalDays, 0.01);
    }

    [EngineFact]
    public async Task A_device_that_changes_while_the_hub_is_told_is_told_again()
    {
        await host.AddDeviceAsync("device-0001", "a1");
        host.Hub.Plan = call => HubFate.Take with
        {
            Until = call.Text.Contains("a1", StringComparison.Ordinal) ? host.ChangeAsync("device-0001", "a2") : Task.CompletedTask,
        };

        await host.RunToEndAsync();

        Assert.Equal("a2", host.Hub.Installations.Find("device-0001")!.Handle);
        Assert.Equal(0, await PendingAsync());
    }

    [EngineFact]
    public async Task While_one_node_tells_the_hub_the_others_stand_by_so_that_nothing_older_comes_after()
    {
        await host.AddDeviceAsync("device-0001", "01d0");
        await using var second = host.StartNode();
        var other = (HubRegistrar)second.Services.GetService(typeof(HubRegistrar))!;
        var (arrived, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        host.Hub.Plan = call =>
        {
            arrived.TrySetResult();
            return HubFate.Take with { Until = goesOn.Task };
        };
        var slow = host.Registrar.RunOnceAsync(default);
        await arrived.Task;
        await host.ChangeAsync("device-0001", "2e30");

        var calls = host.Hub.Calls.Count;
        Assert.Empty((await other.RunOnceAsync(default)).Told);
        Assert.Equal(calls, host.Hub.Calls.Count);
        goesOn.SetResult();
        await slow;
        await host.RunToEndAsync();
        Assert.Equal("2e30", host.Hub.Installations.Find("device-0001")!.Handle);
        Assert.True((await other.RunOnceAsync(default)).IsIdle);
    }

    [EngineFact]
    public async Task Whoever_was_killed_is_succeeded_when_its_lease_is_over()
    {
        await host.AddDeviceAsync("device-0001", "a1");
        var until = host.Clock.GetUtcNow().AddSeconds(15).ToUnixTimeMilliseconds();
        await host.Store.WriteAsync("INSERT INTO store_info (name, value) VALUES ('hub_lease', @value)", new { value = $"{until} somebody" });

        Assert.Empty((await host.Registrar.RunOnceAsync(default)).Told);
        host.Clock.Advance(TimeSpan.FromSeconds(16));
        Assert.Single((await host.Registrar.RunOnceAsync(default)).Told);
    }

    [EngineFact]
    public async Task A_stop_that_takes_too_long_leaves_the_lease_to_its_end()
    {
        await host.AddDeviceAsync("device-0001", "a1");
        await host.Registrar.RunOnceAsync(default);

        await host.Registrar.StopAsync(new CancellationToken(canceled: true));

        Assert.Equal(1, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM store_info WHERE name = 'hub_lease'"));
    }

    [EngineFact]
    public async Task A_device_that_the_hub_refuses_does_not_stand_in_the_way_of_others()
    {
        await host.AddDevicesAsync(20);
        host.Hub.Plan = call => call.Path.EndsWith('7') ? new HubFate(400) : HubFate.Take;

        var round = await host.Registrar.RunOnceAsync(default);

        Assert.Equal((20, 2), (round.Told.Count, round.Refused));
        Assert.Equal(18, host.Hub.Installations.Count);
        Assert.Equal(0, await PendingAsync());
        Assert.Equal(["device-00007", "device-00017"], await RefusedAsync());
    }

    [EngineFact]
    public async Task A_refusal_is_noted_until_the_device_registers_another_handle_or_ends()
    {
        using var alice = await App.SignInAsync(host.Address, "alice");
        var (refused, other) = (App.NewKey(), App.NewKey());
        host.Hub.Plan = call => call.Text.Contains(refused, StringComparison.Ordinal) ? new HubFate(400) : HubFate.Take;
        await alice.RegisterAsync("device-of-alice", DeviceExtensions.Registration(refused));
        await host.RunToEndAsync();
        Assert.Equal(["device-of-alice"], await RefusedAsync());

        await alice.RegisterAsync("device-of-alice", DeviceExtensions.Registration(refused, locale: "fr"));
        Assert.Equal(["device-of-alice"], await RefusedAsync());
        await alice.RegisterAsync("device-of-alice", DeviceExtensions.Registration(other));
        Assert.Empty(await RefusedAsync());
        await host.RunToEndAsync();
        Assert.Empty(await RefusedAsync());

        await alice.RegisterAsync("device-of-alice", DeviceExtensions.Registration(refused));
        await host.RunToEndAsync();
        await alice.DeleteAsync($"/api/{ApiVersions.Current}/devices/device-of-alice", App.NewKey());
        Assert.Empty(await RefusedAsync());
        await host.RunToEndAsync();
        Assert.Empty(await RefusedAsync());
    }

    [EngineFact]
    public async Task A_hub_that_takes_the_handle_after_all_takes_the_note_away()
    {
        await host.AddDevicesAsync(3);
        host.Hub.Plan = _ => new HubFate(413);
        await host.RunToEndAsync();
        Assert.Equal(3, (await RefusedAsync()).Count);

        host.Hub.Plan = _ => HubFate.Take;
        await using var scope = host.Services.CreateAsyncScope();
        Assert.True(await scope.ServiceProvider.GetRequiredService<HubGeneration>().BeginAsync("somebody", default));
        await host.RunToEndAsync();

        Assert.Empty(await RefusedAsync());
    }

    [EngineFact]
    public async Task The_hub_is_left_alone_for_as_long_as_it_asks()
    {
        await host.AddDeviceAsync("device-0001", "a1");
        host.Hub.Next(new HubFate(429, "45"));

        var round = await host.Registrar.RunOnceAsync(default);

        Assert.Empty(round.Told);
        Assert.InRange(host.Registrar.Resumes.Left(host.Clock).TotalSeconds, 40, 45);
    }

    [EngineFact]
    public async Task Trouble_is_waited_out_and_nothing_is_forgotten()
    {
        await host.AddDevicesAsync(150);
        host.Hub.Plan = call => Dice.For(7, call.Number).Next(6) switch
        {
            0 => new HubFate(503),
            1 => new HubFate(429, "3"),
            2 => HubFate.BreakAfter,
            3 => HubFate.BreakBefore,
            _ => HubFate.Take,
        };
        for (var round = 0; round < 1000 && await PendingAsync() > 0; round++)
        {
            if (host.Registrar.Resumes.HasPassed(host.Clock))
            {
                await host.Registrar.RunOnceAsync(default);
            }

            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(0, await PendingAsync());
        Assert.Equal(150, host.Hub.Installations.Count);
    }

    [EngineFact]
    public async Task A_rebuild_tells_a_hub_that_lost_everything_of_every_device_and_is_begun_once()
    {
        await host.AddDevicesAsync(250);
        await host.RunToEndAsync();
        host.Hub.Installations.Lose();
        var release = Desk.OfRelease(host.Services);

        var begun = await release.GetAsync((RebuildHub.Handler handler) => handler.RebuildAsync(default));
        await host.Registrar.RunOnceAsync(default);
        var again = await release.GetAsync((RebuildHub.Handler handler) => handler.RebuildAsync(default));

        Assert.Equal(new HubProgress(2, 250, 0, IsRebuilding: true), begun);
        Assert.Equal(new HubProgress(2, 250, 100, IsRebuilding: true), again);
        await host.RunToEndAsync();
        var done = await Desk.OfViewer(host.Services).GetAsync((RebuildHub.Handler handler) => handler.GetProgressAsync(default));
        Assert.Equal(new HubProgress(2, 250, 250, IsRebuilding: false), done);
        Assert.Equal(250, host.Hub.Installations.Count);
        Assert.Equal(1, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM audit_log WHERE action = 'hub-rebuild-started' AND actor = 'sam' AND subject = 'hub'"));
    }

    [EngineFact]
    public async Task Only_who_releases_may_rebuild()
    {
        var refused = await Assert.ThrowsAsync<Features.Pipeline.Problems.ProblemException>(() =>
            Desk.OfPush(host.Services).AskAsync((RebuildHub.Handler handler) => handler.RebuildAsync(default)));

        Assert.Equal("forbidden", refused.Problem.Type.Code);
    }

    private Task<IReadOnlyList<string>> RefusedAsync() =>
        host.Store.QueryAsync<string>("SELECT id FROM devices WHERE hub_refused_at IS NOT NULL ORDER BY id");

    private Task<long> PendingAsync() => host.Store.ReadAsync<long>(
        "SELECT COUNT(*) FROM devices WHERE hub_generation < (SELECT COALESCE(MAX(CAST(value AS bigint)), 1) FROM store_info WHERE name = 'hub_generation')");
}
