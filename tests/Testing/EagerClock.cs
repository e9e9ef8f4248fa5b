using System.Collections.Concurrent;

namespace Mobile.Testing;

/// <summary>
/// A clock on which waiting takes no time: whoever waits a second is called at once, and it is a second later. A timeout on this
/// clock has therefore always passed; give timeouts another, or let them hold.
/// </summary>
public sealed class EagerClock : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> waits = new();
    private readonly HeldTimers? limits;
    private long waitedTicks;

    /// <param name="limitsHold">Whether a time limit (of a <see cref="CancellationTokenSource"/>) ends only when its time has passed.</param>
    public EagerClock(bool limitsHold = false) => limits = limitsHold ? new(this) : null;

    /// <summary>Every wait so far, in the order in which they began.</summary>
    public IReadOnlyList<TimeSpan> Waits => [.. waits];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref waitedTicks));

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <exception cref="NotSupportedException">The timer repeats: time would never stand still again.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (limits is not null && state is CancellationTokenSource)
        {
            return limits.Create(callback, state, dueTime);
        }

        var timer = new EagerTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Time passes although nobody waits.</summary>
    public void Advance(TimeSpan by)
    {
        Interlocked.Add(ref waitedTicks, by.Ticks);
        limits?.FireDue();
    }

    private void Pass(TimeSpan span)
    {
        waits.Enqueue(span);
        Advance(span);
    }

    private sealed class EagerTimer(EagerClock clock, TimerCallback callback, object? state) : ITimer
    {
        private int round;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period > TimeSpan.Zero)
            {
                throw new NotSupportedException("A timer that repeats has no end on a clock where waiting takes no time.");
            }

            var current = Interlocked.Increment(ref round);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                clock.Pass(dueTime);
                ThreadPool.QueueUserWorkItem(_ => Fire(current));
            }

            return true;
        }

        public void Dispose() => Interlocked.Increment(ref round);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(int due)
        {
            if (Volatile.Read(ref round) == due)
            {
                callback(state);
            }
        }
    }
}
