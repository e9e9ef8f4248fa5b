namespace Mobile.Features.Data;

/// <summary>A moment by the monotonic clock of this process, which no step of the wall clock brings nearer or puts off.</summary>
/// <param name="Timestamp">Of <see cref="TimeProvider.GetTimestamp"/>; 0 has always passed.</param>
public readonly record struct Deadline(long Timestamp)
{
    public static Deadline After(TimeProvider clock, TimeSpan span) =>
        new(clock.GetTimestamp() + (long)(span.TotalSeconds * clock.TimestampFrequency));

    /// <summary>Negative once it has passed.</summary>
    public TimeSpan Left(TimeProvider clock) => clock.GetElapsedTime(clock.GetTimestamp(), Timestamp);

    public bool HasPassed(TimeProvider clock) => Left(clock) <= TimeSpan.Zero;
}
