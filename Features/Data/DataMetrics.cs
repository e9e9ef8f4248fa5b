using System.Diagnostics.Metrics;

namespace Mobile.Features.Data;

/// <summary>What a commit costs, and how many units of work share it.</summary>
internal static class DataMetrics
{
    private static readonly Meter Meter = new("Mobile.Data");

    private static readonly Histogram<int> GroupSize = Meter.CreateHistogram(
        "mobile.db.group.size",
        "{unit}",
        "Units of work that one commit made durable.",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] });

    private static readonly Histogram<double> CommitDuration = Meter.CreateHistogram(
        "mobile.db.commit.duration",
        "s",
        "How long a commit took until it was durable.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] });

    public static void Committed(int units, TimeSpan took)
    {
        GroupSize.Record(units);
        CommitDuration.Record(took.TotalSeconds);
    }
}
