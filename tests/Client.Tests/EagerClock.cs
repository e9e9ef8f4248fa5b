using System.Collections.Concurrent;

namespace Mobile.Client.Tests;

/// <summary>A clock on which waiting takes no time: a timer moves the clock on by its span and fires at once. Every wait is recorded.</summary>
public sealed class EagerClock : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> waits = new();
    private long ahead;

    public IReadOnlyList<TimeSpan> Waits => [.. waits];

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref ahead));

    public void Advance(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new EagerTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class EagerTimer(EagerClock clock, TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                clock.waits.Enqueue(dueTime);
                clock.Advance(dueTime);
                ThreadPool.QueueUserWorkItem(_ => callback(state));
            }

            return true;
        }

        public void Dispose()
        {
            // It has fired, or never will.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
