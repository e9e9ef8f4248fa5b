using Mobile.Features.Data;
using Mobile.Features.Tests.Push.NotificationHubs;
using Mobile.Testing.Hub;

namespace Mobile.Features.Tests.Clocks;

/// <summary>The lease under which the hub is told of devices lasts for its length of real time, whichever way clocks step.</summary>
public abstract class HubLeaseTests(HubHost host) : IAsyncLifetime
{
    private static readonly TimeSpan FortyDays = TimeSpan.FromDays(40);

    public sealed class Sqlite(SqliteHubHost host) : HubLeaseTests(host), IClassFixture<SqliteHubHost>;

    public sealed class SqlServer(SqlServerHubHost host) : HubLeaseTests(host), IClassFixture<SqlServerHubHost>;

    public async Task InitializeAsync()
    {
        if (host.Hub is not null)
        {
            await host.Store.WriteAsync("DELETE FROM devices");
            await host.Store.WriteAsync("DELETE FROM store_info WHERE name IN ('hub_generation', 'hub_lease')");
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [EngineTheory]
    [InlineData(40)]
    [InlineData(-40)]
    [InlineData(0)]
    public async Task Whoever_died_is_succeeded_after_one_lease_of_real_time_whatever_its_clock_was(int days)
    {
        await host.AddDeviceAsync("device-0001", "a1");
        await HoldAsync(TimeSpan.FromDays(days));

        await StandsByForALeaseAsync();

        Assert.Single((await host.Registrar.RunOnceAsync(default)).Told);
    }

    [EngineTheory]
    [InlineData(40)]
    [InlineData(-40)]
    public async Task Whoever_lives_is_not_succeeded_because_our_clock_stepped(int days)
    {
        await host.AddDeviceAsync("device-0001", "a1");
        await HoldAsync(TimeSpan.Zero);
        Assert.Empty((await host.Registrar.RunOnceAsync(default)).Told);

        Clock.Step(TimeSpan.FromDays(days));
        for (var renewal = 0; renewal < 5; renewal++)
        {
            Assert.Empty((await host.Registrar.RunOnceAsync(default)).Told);
            Clock.Advance(TimeSpan.FromSeconds(10));
            await HoldAsync(-TimeSpan.FromDays(days));
        }

        Assert.Empty((await host.Registrar.RunOnceAsync(default)).Told);
        Clock.Step(-TimeSpan.FromDays(days));
    }

    [EngineFact]
    public async Task A_hub_that_asked_to_wait_is_asked_again_after_that_time_and_not_after_forty_days()
    {
        await host.AddDeviceAsync("device-0001", "a1");
        host.Hub.Next(new HubFate(429, "45"));
        Clock.Step(FortyDays);
        await host.Registrar.RunOnceAsync(default);
        Clock.Step(-FortyDays);

        Assert.False(host.Registrar.Resumes.HasPassed(Clock));
        Clock.Advance(TimeSpan.FromSeconds(46));

        Assert.True(host.Registrar.Resumes.HasPassed(Clock));
        Assert.Single((await host.Registrar.RunOnceAsync(default)).Told);
    }

    private TestClock Clock => host.Clock;

    private async Task StandsByForALeaseAsync()
    {
        for (var second = 0; second < 15; second += 3)
        {
            Assert.Empty((await host.Registrar.RunOnceAsync(default)).Told);
            Clock.Advance(TimeSpan.FromSeconds(second == 12 ? 4 : 3));
        }
    }

    /// <summary>Another process takes the lease, or holds it longer.</summary>
    private async Task HoldAsync(TimeSpan ahead)
    {
        var value = FormattableString.Invariant($"{(Clock.GetUtcNow() + ahead).AddSeconds(15).ToUnixTimeMilliseconds()} {Ids.New(Clock)} somebody");
        await host.Store.WriteAsync("DELETE FROM store_info WHERE name = 'hub_lease'");
        await host.Store.WriteAsync("INSERT INTO store_info (name, value) VALUES ('hub_lease', @value)", new { value });
    }
}
