namespace Mobile.Features.Versions.Traffic;

/// <summary>A number that many add to while another takes it: nothing is lost between them.</summary>
internal sealed class Counter
{
    private const long Closed = long.MinValue;

    private long value;

    /// <returns>False when it was closed: what is counted on it now, nobody takes.</returns>
    public bool TryIncrement() => Interlocked.Increment(ref value) > 0;

    public long Take()
    {
        var known = Volatile.Read(ref value);
        return known <= 0 ? 0 : Interlocked.Exchange(ref value, 0);
    }

    public bool TryClose() => Interlocked.CompareExchange(ref value, Closed, 0) == 0;
}
