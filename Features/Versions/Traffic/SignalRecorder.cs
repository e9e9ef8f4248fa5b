using System.Collections.Concurrent;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Versions.Traffic;

/// <summary>Counts signals in memory. Their names are few, so that no counter is ever forgotten.</summary>
internal sealed class SignalRecorder
{
    private readonly ConcurrentDictionary<string, Counter> counters = new(StringComparer.Ordinal);

    public void Count(Signal signal) => counters.GetOrAdd(signal.Name, static _ => new()).TryIncrement();

    /// <summary>What was counted since the last time.</summary>
    public IReadOnlyList<SignalCount> Take() =>
        [.. counters.Select(entry => new SignalCount(entry.Key, entry.Value.Take())).Where(count => count.Requests > 0)];
}

internal sealed record SignalCount(string Signal, long Requests);
