using System.Collections.Concurrent;

namespace Mobile.Perf.Load;

/// <summary>All that is measured of one scenario.</summary>
internal sealed class Measurements
{
    private readonly ConcurrentDictionary<string, Meter> steps = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> order = new();
    private readonly TimeProvider clock;
    private readonly long start;

    public Measurements(TimeProvider clock)
    {
        (this.clock, start) = (clock, clock.GetTimestamp());
        Whole = new(StepResult.WholeName, clock, start);
    }

    /// <summary>Arrivals from when they were due until all their steps were done.</summary>
    public Meter Whole { get; }

    /// <summary>How long after it was due an arrival really began: the generator's own fault.</summary>
    public Histogram Lateness { get; } = new();

    public TimeSpan Elapsed => clock.GetElapsedTime(start);

    public Meter Step(string name) => steps.GetOrAdd(name, name =>
    {
        order.Enqueue(name);
        return new(name, clock, start);
    });

    public IReadOnlyList<LiveResult> Live() => [Whole.Live(), .. order.Distinct(StringComparer.Ordinal).Select(name => steps[name].Live())];

    /// <summary>The whole first, then the steps as they first came.</summary>
    /// <param name="during">How long load was made.</param>
    public IReadOnlyList<StepResult> Results(TimeSpan during) =>
        [Whole.Result(during), .. order.Distinct(StringComparer.Ordinal).Select(name => steps[name].Result(during))];
}
