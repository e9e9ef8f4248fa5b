using Mobile.Perf.Load;

namespace Mobile.Perf.Tests.Load;

public sealed class HistogramTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Percentiles_are_within_one_percent_of_the_exact_ones(int seed)
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, 20_000).Select(_ => (long)Math.Exp(random.NextDouble() * 20)).Order().ToList();
        var histogram = Filled(values);

        foreach (var percent in (double[])[0.1, 1, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100])
        {
            var exact = values[(int)Math.Max(1, Math.Ceiling(values.Count * percent / 100)) - 1];
            Assert.InRange(histogram.Percentile(percent).TotalMicroseconds, exact, exact * 1.01);
        }

        Assert.Equal(values.Count, histogram.Count);
        Assert.Equal(values[^1], histogram.Max.TotalMicroseconds);
        Assert.Equal(values.Average(), histogram.Mean.TotalMicroseconds, tolerance: 1);
    }

    [Fact]
    public void Each_small_value_is_told_exactly() =>
        Assert.All(Enumerable.Range(0, 256), value => Assert.Equal(value, Filled([value]).Percentile(50).TotalMicroseconds));

    [Fact]
    public void Where_nothing_was_recorded_all_is_zero()
    {
        var histogram = new Histogram();
        Assert.Equal((0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero), (histogram.Count, histogram.Mean, histogram.Max, histogram.Percentile(99)));
    }

    [Fact]
    public void Histograms_add_up()
    {
        var (low, high) = (Filled(Enumerable.Range(1, 500).Select(value => (long)value)), Filled(Enumerable.Range(501, 500).Select(value => (long)value)));
        low.Add(high);
        var all = Filled(Enumerable.Range(1, 1000).Select(value => (long)value));
        Assert.Equal((all.Count, all.Mean, all.Max, all.Percentile(50)), (low.Count, low.Mean, low.Max, low.Percentile(50)));
    }

    [Fact]
    public void What_is_longer_than_it_can_tell_counts_as_the_longest()
    {
        var histogram = new Histogram();
        histogram.Record(TimeSpan.FromHours(10));
        histogram.Record(TimeSpan.FromSeconds(-1));
        Assert.Equal(2, histogram.Count);
        Assert.InRange(histogram.Max, TimeSpan.FromMinutes(17), TimeSpan.FromMinutes(18));
        Assert.Equal(TimeSpan.Zero, histogram.Percentile(50));
    }

    [Fact]
    public void Many_threads_record_at_once_and_nothing_is_lost()
    {
        var histogram = new Histogram();
        Parallel.For(0, 100_000, value => histogram.Record(TimeSpan.FromMicroseconds(value)));
        Assert.Equal(100_000, histogram.Count);
        Assert.Equal(99_999, histogram.Max.TotalMicroseconds);
    }

    private static Histogram Filled(IEnumerable<long> microseconds)
    {
        var histogram = new Histogram();
        foreach (var value in microseconds)
        {
            histogram.Record(TimeSpan.FromMicroseconds(value));
        }

        return histogram;
    }
}
