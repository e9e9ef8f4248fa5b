using Mobile.Perf.Load;

namespace Mobile.Perf.Soak;

/// <summary>What was answered since it was last taken.</summary>
internal sealed class SoakCounts
{
    private Histogram times = new();
    private long serverErrors;
    private long unexpected;

    public void Count(int status, int wanted, TimeSpan took)
    {
        if (status == wanted)
        {
            Volatile.Read(ref times).Record(took);
        }
        else if (status >= 500)
        {
            Interlocked.Increment(ref serverErrors);
        }
        else
        {
            CountBroken();
        }
    }

    public void CountBroken() => Interlocked.Increment(ref unexpected);

    /// <summary>An answer that comes in between may be counted in neither; nothing depends on a single one.</summary>
    public (Histogram Times, long ServerErrors, long Unexpected) Take() =>
        (Interlocked.Exchange(ref times, new()), Interlocked.Exchange(ref serverErrors, 0), Interlocked.Exchange(ref unexpected, 0));
}
