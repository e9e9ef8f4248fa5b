namespace Mobile.Testing;

/// <summary>The real clock, moved on by as much as a test says.</summary>
public sealed class TestClock : TimeProvider
{
    private long offsetTicks;
    private long steppedTicks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref offsetTicks) + Interlocked.Read(ref steppedTicks));

    public override long GetTimestamp() => base.GetTimestamp() + (Interlocked.Read(ref offsetTicks) * (TimestampFrequency / TimeSpan.TicksPerSecond));

    /// <summary>Lets time pass, which all clocks show.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref offsetTicks, by.Ticks);

    /// <summary>Sets the wall clock to another time, forward or back; the monotonic one does not notice.</summary>
    public void Step(TimeSpan by) => Interlocked.Add(ref steppedTicks, by.Ticks);
}
