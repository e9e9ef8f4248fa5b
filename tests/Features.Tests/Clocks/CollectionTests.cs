using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Clocks;

/// <summary>Nothing goes by its age while the clock is in doubt.</summary>
public abstract class CollectionTests(TestHost host) : ClockScene(host)
{
    public sealed class Sqlite() : CollectionTests(new SqliteApiHost());

    public sealed class SqlServer() : CollectionTests(new SqlServerApiHost());

    [EngineTheory]
    [InlineData(32)]
    [InlineData(40)]
    [InlineData(4000)]
    public async Task A_clock_that_is_ahead_for_a_round_makes_no_second_order(int days)
    {
        using var alice = await Host.SignInAsync("alice");
        var (key, before) = (App.NewKey(), await CountOrdersAsync(alice));
        Assert.Equal(HttpStatusCode.Created, (await OrderAsync(alice, key)).StatusCode);

        Clock.Step(TimeSpan.FromDays(days));
        Assert.Equal(0, await CollectAsync());
        Clock.Step(-TimeSpan.FromDays(days));

        Assert.True((await OrderAsync(alice, key)).IsReplay());
        Assert.Equal(before + 1, await CountOrdersAsync(alice));
    }

    [EngineFact]
    public async Task Sessions_devices_tombstones_and_pushes_outlive_a_round_of_a_clock_that_is_ahead()
    {
        using var alice = await SignInWithDeviceAsync("alice");
        var order = await alice.PlaceOrderAsync();
        await DispatchAsync();
        await alice.DeleteAsync($"/api/{ApiVersions.Current}/orders/{order}", 1);
        var before = await CountsAsync();

        Clock.Step(TimeSpan.FromDays(130));
        Assert.Equal(0, await CollectAsync());
        Clock.Step(-TimeSpan.FromDays(130));

        Assert.Equal(before, await CountsAsync());
        Assert.Equal(HttpStatusCode.OK, (await alice.RefreshAsync(alice.RefreshToken)).StatusCode);

        async Task<string> CountsAsync() => string.Join(' ', await Task.WhenAll(
            new[] { "sessions", "devices WHERE unregistered_at IS NULL", "orders", "pushes", "outbox", "idempotency_keys" }.Select(CountAsync)));
    }

    [EngineFact]
    public async Task A_process_that_starts_with_a_clock_ahead_collects_nothing()
    {
        using var alice = await Host.SignInAsync("alice");
        await alice.PlaceOrderAsync();
        await CollectAsync();

        Clock.Step(FortyDays);
        await Host.RestartAsync();

        Assert.Equal(0, await CollectAsync());
        Clock.Advance(ClockMonitor.Proof - TimeSpan.FromMinutes(1));
        Assert.Equal(0, await CollectAsync());
        Assert.Equal(1, await CountAsync("idempotency_keys"));
    }

    [EngineFact]
    public async Task An_installation_that_was_off_for_40_days_goes_on_by_itself_after_an_hour()
    {
        using var alice = await Host.SignInAsync("alice");
        await alice.PlaceOrderAsync();
        Clock.Step(FortyDays);
        await Host.RestartAsync();

        Clock.Advance(ClockMonitor.Proof + TimeSpan.FromSeconds(1));
        Assert.NotEqual(0, await CollectAsync());

        Assert.Equal(0, await CountAsync("idempotency_keys"));
        await Host.RestartAsync();
        using var bob = await Host.SignInAsync("bob");
        await bob.PlaceOrderAsync();
        Clock.Advance(TimeSpan.FromDays(32));
        Assert.NotEqual(0, await CollectAsync());
    }

    [EngineFact]
    public async Task A_trace_of_life_in_the_future_is_healed()
    {
        await CollectAsync();
        Clock.Step(FortyDays);
        await Host.RestartAsync();
        Clock.Advance(ClockMonitor.Proof + TimeSpan.FromSeconds(1));
        await CollectAsync();
        var ahead = await SeenAsync();
        Clock.Step(-FortyDays);
        await Host.RestartAsync();

        Assert.Equal(0, await CollectAsync());
        Assert.Equal(ahead, await SeenAsync());
        Clock.Advance(ClockMonitor.Proof + TimeSpan.FromSeconds(1));
        await CollectAsync();

        Assert.InRange(await SeenAsync(), Clock.UnixMilliseconds() - 60_000, Clock.UnixMilliseconds());
    }

    [EngineFact]
    public async Task After_a_step_that_is_taken_back_the_collection_goes_on_once_the_clock_has_been_steady()
    {
        using var alice = await Host.SignInAsync("alice");
        await alice.PlaceOrderAsync();
        Clock.Advance(TimeSpan.FromDays(32));
        await Host.Services.GetRequiredService<ClockMonitor>().CheckAsync(default);
        Clock.Step(FortyDays);
        Assert.Equal(0, await CollectAsync());
        Clock.Step(-FortyDays);
        Assert.Equal(0, await CollectAsync());

        Clock.Advance(ClockMonitor.Settling + TimeSpan.FromSeconds(1));

        Assert.NotEqual(0, await CollectAsync());
    }

    /// <summary>As by a battery that is empty: the machine begins in the past, and is set right later.</summary>
    [EngineFact]
    public async Task What_was_written_by_a_clock_behind_is_kept_for_as_long_as_anything_else()
    {
        using var alice = await Host.SignInAsync("alice");
        var before = await CountOrdersAsync(alice);
        Clock.Step(-FortyDays);
        await alice.RefreshAsync();
        var key = App.NewKey();
        Assert.Equal(HttpStatusCode.Created, (await OrderAsync(alice, key)).StatusCode);
        Clock.Step(FortyDays);
        await CollectAsync();
        Clock.Advance(ClockMonitor.Proof + TimeSpan.FromSeconds(1));
        Assert.True(await Host.Services.GetRequiredService<ClockMonitor>().CheckAsync(default));
        await CollectAsync();

        await alice.RefreshAsync();
        Assert.True((await OrderAsync(alice, key)).IsReplay());
        Assert.Equal(before + 1, await CountOrdersAsync(alice));
    }

    private async Task<long> SeenAsync() =>
        long.Parse((await Store.ReadAsync<string>("SELECT value FROM store_info WHERE name = 'clock_seen_at'"))!, System.Globalization.CultureInfo.InvariantCulture);
}
