namespace Mobile.Perf.Load;

/// <summary>What became of one step, in all and second by second. Any number of threads may record at once.</summary>
internal sealed class Meter(string name, TimeProvider clock, long start)
{
    private readonly Lock gate = new();
    private readonly Histogram latencies = new();
    private readonly Dictionary<(string Name, bool IsOk), long> statuses = [];
    private readonly List<SecondResult> seconds = [];
    private Histogram second = new();
    private int current;
    private long okInSecond, failedInSecond, ok, failed, bytes, attempts;
    private TimeSpan min = TimeSpan.MaxValue;
    private TimeSpan last;

    /// <param name="step">Whose bytes and attempts are counted; null where it counts none.</param>
    public void Record(TimeSpan took, string status, bool isOk, Step? step = null)
    {
        var at = clock.GetElapsedTime(start);
        latencies.Record(took);
        lock (gate)
        {
            CloseSeconds((int)at.TotalSeconds);
            second.Record(took);
            _ = isOk ? ok++ : failed++;
            _ = isOk ? okInSecond++ : failedInSecond++;
            statuses[(status, isOk)] = statuses.GetValueOrDefault((status, isOk)) + 1;
            bytes += step?.Bytes ?? 0;
            attempts += step?.Attempts ?? 0;
            min = took < min ? took : min;
            last = at > last ? at : last;
        }
    }

    /// <summary>Cheap enough to be asked while load is made.</summary>
    public LiveResult Live() => new(name, Interlocked.Read(ref ok), Interlocked.Read(ref failed), Percentile(50), Percentile(99));

    /// <param name="during">How long load was made.</param>
    public StepResult Result(TimeSpan during)
    {
        lock (gate)
        {
            IReadOnlyList<SecondResult> all = [.. seconds, Second()];
            return new(
                name,
                ok,
                failed,
                Rate(all, (int)during.TotalSeconds),
                bytes,
                attempts,
                new(
                    ok + failed > 0 ? min.TotalMilliseconds : 0,
                    latencies.Mean.TotalMilliseconds,
                    Percentile(50),
                    Percentile(75),
                    Percentile(95),
                    Percentile(99),
                    Percentile(99.9),
                    latencies.Max.TotalMilliseconds),
                [.. statuses.Select(status => new StatusCount(status.Key.Name, status.Key.IsOk, status.Value)).OrderByDescending(status => status.Count)],
                [.. StepResult.Shown.Select(percent => new PercentilePoint(percent, Percentile(percent)))],
                all);
        }
    }

    /// <summary>Of the whole seconds in which load was made: who still waits for a reply afterwards says nothing about the rate.</summary>
    private double Rate(IReadOnlyList<SecondResult> all, int whole) =>
        all.Take(whole).Sum(second => second.Ok) is > 0 and var inTime ? (double)inTime / whole : last > TimeSpan.Zero ? ok / last.TotalSeconds : 0;

    private double Percentile(double percent) => latencies.Percentile(percent).TotalMilliseconds;

    private void CloseSeconds(int now)
    {
        while (current < now)
        {
            seconds.Add(Second());
            (second, okInSecond, failedInSecond) = (okInSecond + failedInSecond > 0 ? new() : second, 0, 0);
            current++;
        }
    }

    private SecondResult Second() => new(
        current, okInSecond, failedInSecond, second.Percentile(50).TotalMilliseconds, second.Percentile(99).TotalMilliseconds);
}
