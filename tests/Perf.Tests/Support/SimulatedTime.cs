namespace Mobile.Perf.Tests.Support;

/// <summary>
/// Time that passes when there is nothing else to do: one thread, one piece of work after the other, then the next timer. A run of ten
/// seconds takes none, and takes the same course each time.
/// </summary>
public sealed class SimulatedTime : TimeProvider
{
    /// <summary>What a piece of work takes: whoever turns in a loop until a time has come gets there.</summary>
    private static readonly TimeSpan Work = TimeSpan.FromMicroseconds(1);

    private readonly Queue<(SendOrPostCallback Run, object? State)> work = [];
    private readonly PriorityQueue<(SimulatedTimer Timer, int Round), (long At, long Number)> timers = new();
    private long now;
    private long number;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Elapsed => TimeSpan.FromTicks(now);

    public override long GetTimestamp() => now;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(now);

    /// <summary>Whoever has the thread keeps it for so long.</summary>
    public void Block(TimeSpan span) => now += span.Ticks;

    public T Run<T>(Func<Task<T>> start)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new Context(work));
        try
        {
            var task = start();
            while (!task.IsCompleted)
            {
                Step();
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Step()
    {
        if (work.TryDequeue(out var next))
        {
            Block(Work);
            next.Run(next.State);
        }
        else if (timers.TryDequeue(out var due, out var time))
        {
            now = Math.Max(now, time.At);
            due.Timer.Fire(due.Round);
        }
        else
        {
            throw new InvalidOperationException("All wait, and nothing will come.");
        }
    }

    private sealed class Context(Queue<(SendOrPostCallback, object?)> work) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => work.Enqueue((d, state));

        public override SynchronizationContext CreateCopy() => this;
    }

    private sealed class SimulatedTimer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        private int round;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            round++;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                time.timers.Enqueue((this, round), (time.now + dueTime.Ticks, time.number++));
            }

            return true;
        }

        public void Fire(int due)
        {
            if (due == round)
            {
                callback(state);
            }
        }

        public void Dispose() => round++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
