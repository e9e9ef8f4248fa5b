namespace Mobile.Features.Data;

/// <summary>Lets one line a minute through, of what would otherwise be logged with each request.</summary>
public sealed class LogThrottle(TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private long? last;
    private int withheld;

    /// <param name="others">How many were withheld since the last one that was let through.</param>
    public bool Admits(out int others)
    {
        lock (gate)
        {
            others = withheld;
            if (last is { } before && clock.GetElapsedTime(before) < Interval)
            {
                withheld++;
                return false;
            }

            (last, withheld) = (clock.GetTimestamp(), 0);
            return true;
        }
    }
}
