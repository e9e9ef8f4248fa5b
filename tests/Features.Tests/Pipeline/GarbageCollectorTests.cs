using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Tests.Pipeline;

/// <summary>The loop around the collection, tick by tick.</summary>
public sealed class GarbageCollectorTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Fact]
    public async Task Each_tick_collects_batch_by_batch_and_a_store_that_is_away_costs_one_tick()
    {
        var clock = new TickClock();
        var rubbish = new Rubbish(rows: GarbageCollector.Batch + 3);
        await using var services = new ServiceCollection().AddSingleton<IGarbage>(rubbish).BuildServiceProvider();
        using var collector = new GarbageCollector(
            services.GetRequiredService<IServiceScopeFactory>(), host.Services.GetRequiredService<ClockMonitor>(), clock, NullLogger<GarbageCollector>.Instance);
        await collector.StartAsync(CancellationToken.None);

        await clock.TickAsync();
        await rubbish.FoundAway;
        rubbish.IsAway = false;
        await clock.TickAsync();
        await rubbish.Emptied;

        await collector.StopAsync(CancellationToken.None);
        Assert.Equal([GarbageCollector.Batch, 3], rubbish.Batches);
    }

    private sealed class Rubbish(int rows) : IGarbage
    {
        private readonly TaskCompletionSource foundAway = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int left = rows;

        public string Name => "rubbish";

        public bool IsAway { get; set; } = true;

        public Task FoundAway => foundAway.Task;

        public Task Emptied => emptied.Task;

        public List<int> Batches { get; } = [];

        public Task<int> CollectAsync(int batch, CancellationToken stop)
        {
            if (IsAway)
            {
                foundAway.TrySetResult();
                throw new StoreUnavailableException("The store is away.");
            }

            var taken = Math.Min(batch, left);
            left -= taken;
            if (taken == 0)
            {
                emptied.TrySetResult();
            }
            else
            {
                Batches.Add(taken);
            }

            return Task.FromResult(taken);
        }
    }

    /// <summary>A clock whose timers fire when the test says so.</summary>
    private sealed class TickClock : TimeProvider
    {
        private readonly TaskCompletionSource<Action> timer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task TickAsync() => (await timer.Task)();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(GarbageCollector.Interval, period);
            timer.SetResult(() => callback(state));
            return new Timer();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
                // Nothing is held.
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
