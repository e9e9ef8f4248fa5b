using System.Text.Json.Serialization;

namespace Mobile.Perf.Load;

/// <summary>Times are in milliseconds.</summary>
/// <param name="Rps">Successes per second while load was made.</param>
/// <param name="Attempts">Tries of a client that repeats; 0 where nobody counts them.</param>
internal sealed record StepResult(
    string Name,
    long Ok,
    long Failed,
    double Rps,
    long Bytes,
    long Attempts,
    Latency Latency,
    IReadOnlyList<StatusCount> Statuses,
    IReadOnlyList<PercentilePoint> Percentiles,
    IReadOnlyList<SecondResult> Seconds)
{
    /// <summary>The name under which whole arrivals are told.</summary>
    public const string WholeName = "(whole)";

    /// <summary>The percentiles of a chart, evenly apart in nines: 50, …, 90, …, 99, …, 99.99.</summary>
    public static readonly IReadOnlyList<double> Shown =
        [50, .. Enumerable.Range(4, 37).Select(tenth => Math.Round(100 * (1 - Math.Pow(10, -tenth / 10d)), 4))];

    public long Count => Ok + Failed;

    public double ErrorRate => Count > 0 ? (double)Failed / Count : 0;
}

internal sealed record Latency(double Min, double Mean, double P50, double P75, double P95, double P99, double P999, double Max)
{
    [JsonIgnore]
    public IReadOnlyList<double> Figures => [Min, Mean, P50, P75, P95, P99, P999, Max];
}

internal sealed record StatusCount(string Name, bool IsOk, long Count);

internal sealed record PercentilePoint(double Percent, double Latency);

/// <param name="Second">From 0; what ended within it.</param>
internal sealed record SecondResult(int Second, long Ok, long Failed, double P50, double P99);

/// <summary>A step so far.</summary>
internal sealed record LiveResult(string Name, long Ok, long Failed, double P50, double P99);
