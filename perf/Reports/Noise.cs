namespace Mobile.Perf.Reports;

/// <summary>How far a figure moves by itself, told from how much its seconds differ.</summary>
internal static class Noise
{
    /// <summary>Makes the median absolute deviation comparable with a standard deviation.</summary>
    private const double Normal = 1.4826;

    /// <summary>The standard error of a figure over these seconds. By medians: one bad second is not noise.</summary>
    /// <returns>Zero where there are too few to tell.</returns>
    public static double Of(IReadOnlyList<double> seconds)
    {
        if (seconds.Count < 3)
        {
            return 0;
        }

        var middle = Median(seconds);
        return Normal * Median([.. seconds.Select(value => Math.Abs(value - middle))]) / Math.Sqrt(seconds.Count);
    }

    private static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
