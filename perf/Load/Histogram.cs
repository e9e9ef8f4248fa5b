using System.Numerics;

namespace Mobile.Perf.Load;

/// <summary>
/// How long things took, in microseconds, within 1 % of each value from 1 µs to 17 minutes: 128 buckets for each power of two, as an HDR
/// histogram has. Any number of threads may record at once; histograms add up.
/// </summary>
public sealed class Histogram
{
    private const int SubBits = 7;
    private const int SubCount = 1 << SubBits;
    private const long MaxMicroseconds = (1L << 30) - 1;

    private readonly long[] counts = new long[IndexOf(MaxMicroseconds) + 1];
    private long sum;
    private long max;

    public long Count => counts.Sum();

    public TimeSpan Max => Time(Interlocked.Read(ref max));

    public TimeSpan Mean => Count is > 0 and var count ? Time(Interlocked.Read(ref sum) / count) : TimeSpan.Zero;

    public void Record(TimeSpan took)
    {
        var value = Math.Clamp((long)took.TotalMicroseconds, 0, MaxMicroseconds);
        Interlocked.Increment(ref counts[IndexOf(value)]);
        Interlocked.Add(ref sum, value);
        InterlockedMax(value);
    }

    public void Add(Histogram other)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            Interlocked.Add(ref counts[i], Interlocked.Read(ref other.counts[i]));
        }

        Interlocked.Add(ref sum, Interlocked.Read(ref other.sum));
        InterlockedMax(Interlocked.Read(ref other.max));
    }

    /// <summary>The least value that <paramref name="percent"/> of all do not exceed: nearest rank. Zero where nothing was recorded.</summary>
    public TimeSpan Percentile(double percent)
    {
        var count = Count;
        if (count == 0)
        {
            return TimeSpan.Zero;
        }

        var rank = Math.Max(1, (long)Math.Ceiling(count * percent / 100));
        var index = 0;
        for (var seen = counts[0]; seen < rank; seen += counts[index])
        {
            index++;
        }

        return Time(Math.Min(HighestOf(index), Interlocked.Read(ref max)));
    }

    private static TimeSpan Time(long microseconds) => TimeSpan.FromMicroseconds(microseconds);

    private static int IndexOf(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value | 1) - SubBits);
        return (shift * SubCount) + (int)(value >> shift);
    }

    private static long HighestOf(int index)
    {
        var shift = Math.Max(0, (index / SubCount) - 1);
        return (((long)(index - (shift * SubCount)) + 1) << shift) - 1;
    }

    private void InterlockedMax(long value)
    {
        var seen = Interlocked.Read(ref max);
        while (value > seen)
        {
            var before = Interlocked.CompareExchange(ref max, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
