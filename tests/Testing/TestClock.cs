namespace Mobile.Testing;

/// <summary>The real clock, moved on by as much as a test says.</summary>
public sealed class TestClock : TimeProvider
{
    private readonly HeldTimers? timers;
    private long offsetTicks;
    private long steppedTicks;

    /// <param name="timersHold">Whether a timer that does not repeat ends only when a test has let its time pass.</param>
    public TestClock(bool timersHold = false) => timers = timersHold ? new(this) : null;

    /// <summary>Counts the waits that hold and have begun so far.</summary>
    public int Waits => timers?.Begun ?? 0;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref offsetTicks) + Interlocked.Read(ref steppedTicks));

    public override long GetTimestamp() => base.GetTimestamp() + (Interlocked.Read(ref offsetTicks) * (TimestampFrequency / TimeSpan.TicksPerSecond));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        timers is not null && period == Timeout.InfiniteTimeSpan
            ? timers.Create(callback, state, dueTime)
            : base.CreateTimer(callback, state, dueTime, period);

    /// <summary>Lets time pass, which all clocks show.</summary>
    public void Advance(TimeSpan by)
    {
        Interlocked.Add(ref offsetTicks, by.Ticks);
        timers?.FireDue();
    }

    /// <summary>Sets the wall clock to another time, forward or back; the monotonic one does not notice.</summary>
    public void Step(TimeSpan by) => Interlocked.Add(ref steppedTicks, by.Ticks);
}
