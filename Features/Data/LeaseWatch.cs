namespace Mobile.Features.Data;

/// <summary>Tells which leases of other processes have ended, whichever way the clocks of the machines step meanwhile.</summary>
/// <remarks>
/// The end that a holder wrote is a time of its own clock, and is compared with ours: either may have stepped since. What is sure is a lease that
/// this process has seen unchanged for its whole length by the monotonic clock. The written end is believed only where the process has not looked
/// for so long that it may have missed the lease, and its own clock has not stepped in that time.
/// </remarks>
/// <param name="length">How long a lease is, at most.</param>
internal sealed class LeaseWatch(ClockMonitor monitor, TimeProvider clock, TimeSpan length)
{
    private readonly Lock gate = new();
    private Dictionary<string, long> firstSeen = new(StringComparer.Ordinal);
    private long? lookedAt;

    /// <summary>Looks at the leases that are held now; those that it does not get are forgotten.</summary>
    /// <param name="held">Each by a text that changes when it is renewed, and when it ends by the holder's clock.</param>
    public IReadOnlyList<string> FindEnded(IEnumerable<(string Lease, long Until)> held)
    {
        lock (gate)
        {
            var (timestamp, now) = (clock.GetTimestamp(), clock.UnixMilliseconds());
            var believesEnd = monitor.SteadyFor >= length && (lookedAt is not { } last || clock.GetElapsedTime(last, timestamp) >= length);
            var leases = held.ToList();
            var known = firstSeen;
            firstSeen = leases.ToDictionary(lease => lease.Lease, lease => known.GetValueOrDefault(lease.Lease, timestamp), StringComparer.Ordinal);
            lookedAt = timestamp;
            return [.. leases
                .Where(lease => (believesEnd && lease.Until <= now) || clock.GetElapsedTime(firstSeen[lease.Lease], timestamp) >= length)
                .Select(lease => lease.Lease)];
        }
    }
}
