using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mobile.Features.Data;

namespace Mobile.Features.Tests.Clocks;

/// <summary>When the wall clock decides.</summary>
public sealed class ClockMonitorTests : IAsyncLifetime, IDisposable
{
    private readonly SqliteApiHost host = new();
    private readonly LogLines lines = new();
    private ServiceProvider? services;

    private TestClock Clock => host.Clock;

    private ClockMonitor Monitor => services!.GetRequiredService<ClockMonitor>();

    public async Task InitializeAsync()
    {
        await host.InitializeAsync();
        services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(lines))
            .AddMetrics()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(_ => host.Store.Open())
            .AddSingleton<ClockMonitor>()
            .BuildServiceProvider();
        await Monitor.CheckAsync(default);
    }

    public async Task DisposeAsync()
    {
        await services!.DisposeAsync();
        await host.DisposeAsync();
    }

    public void Dispose() => lines.Dispose();

    [Fact]
    public void A_clock_that_goes_evenly_is_trusted_however_long()
    {
        for (var month = 0; month < 12; month++)
        {
            Clock.Advance(TimeSpan.FromDays(30));
            Assert.True(Monitor.IsTrusted);
        }
    }

    [Theory]
    [InlineData(61)]
    [InlineData(-61)]
    [InlineData(3_456_000)]
    [InlineData(-3_456_000)]
    public async Task A_step_is_doubted_until_the_clock_has_settled(int seconds)
    {
        Clock.Step(TimeSpan.FromSeconds(seconds));
        Assert.False(Monitor.IsTrusted);
        Assert.True(Monitor.SteadyFor < TimeSpan.FromSeconds(30));

        Clock.Advance(ClockMonitor.Settling - TimeSpan.FromSeconds(30));
        Assert.False(await Monitor.CheckAsync(default));
        Clock.Advance(TimeSpan.FromMinutes(1));

        // Far from the trace of life the whole hour is waited for.
        Assert.Equal(Math.Abs(seconds) < 86_400, await Monitor.CheckAsync(default));
        Clock.Advance(ClockMonitor.Proof);
        Assert.True(await Monitor.CheckAsync(default));
    }

    [Fact]
    public void Small_corrections_are_no_step_and_a_clock_that_runs_away_in_small_steps_is_one()
    {
        for (var hour = 0; hour < 24; hour++)
        {
            Clock.Advance(TimeSpan.FromHours(1));
            Clock.Step(TimeSpan.FromSeconds(30));
            Assert.True(Monitor.IsTrusted);
        }

        for (var second = 0; second < 3; second++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            Clock.Step(TimeSpan.FromSeconds(30));
            _ = Monitor.IsTrusted;
        }

        Assert.False(Monitor.IsTrusted);
    }

    [Fact]
    public async Task A_step_is_told_once_and_what_follows_from_it_once_an_hour()
    {
        Clock.Step(TimeSpan.FromDays(40));
        for (var minute = 0; minute < 59; minute++)
        {
            await Monitor.CheckAsync(default);
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(2, lines.Count);
        Assert.Contains(lines.Texts, line => line.Contains("stepped by 3456000 s", StringComparison.Ordinal));
        Assert.Contains(lines.Texts, line => line.Contains("last alive 960 hours ago", StringComparison.Ordinal));
    }

    [Fact]
    public void A_monitor_says_by_metrics_that_it_doubts()
    {
        Dictionary<string, long> told = new(StringComparer.Ordinal);
        using var listener = new MeterListener();
        var factory = services!.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "Mobile.Clock" && instrument.Meter.Scope == factory)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => told[instrument.Name] = value);
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => told[instrument.Name] = told.GetValueOrDefault(instrument.Name) + value);
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal(1, told["mobile.clock.trusted"]);

        Clock.Step(TimeSpan.FromHours(-2));
        listener.RecordObservableInstruments();

        Assert.Equal((0, 1), (told["mobile.clock.trusted"], told["mobile.clock.steps"]));
    }
}
