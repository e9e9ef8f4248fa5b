using System.Collections.Concurrent;

namespace Mobile.Testing;

/// <summary>Timers that end once, when their clock is told that their time has passed.</summary>
internal sealed class HeldTimers(TimeProvider clock)
{
    private readonly TimeProvider clock = clock;
    private readonly ConcurrentDictionary<HeldTimer, bool> waiting = new();
    private int begun;

    /// <summary>Counts the waits that have begun so far.</summary>
    public int Begun => Volatile.Read(ref begun);

    public ITimer Create(TimerCallback callback, object? state, TimeSpan dueTime)
    {
        var timer = new HeldTimer(this, callback, state);
        timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        return timer;
    }

    /// <summary>Ends those whose time has passed.</summary>
    public void FireDue()
    {
        foreach (var timer in waiting.Keys)
        {
            timer.FireIfDue();
        }
    }

    private sealed class HeldTimer(HeldTimers timers, TimerCallback callback, object? state) : ITimer
    {
        private DateTimeOffset due;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            timers.waiting.TryRemove(this, out _);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                due = timers.clock.GetUtcNow() + dueTime;
                timers.waiting[this] = true;
                Interlocked.Increment(ref timers.begun);
            }

            return true;
        }

        public void FireIfDue()
        {
            if (timers.clock.GetUtcNow() >= due && timers.waiting.TryRemove(this, out _))
            {
                callback(state);
            }
        }

        public void Dispose() => timers.waiting.TryRemove(this, out _);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
