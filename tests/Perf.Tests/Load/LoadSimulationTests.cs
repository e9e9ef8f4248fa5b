using Mobile.Perf.Load;

namespace Mobile.Perf.Tests.Load;

public sealed class LoadSimulationTests
{
    [Fact]
    public void Inject_spreads_its_arrivals_evenly()
    {
        var arrivals = new Inject(4, TimeSpan.FromSeconds(2)).Arrivals().Select(due => due.TotalSeconds);
        Assert.Equal([0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75], arrivals);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(100, 0)]
    [InlineData(10, 90)]
    [InlineData(50, 50)]
    public void RampingInject_comes_as_often_as_its_rate_says_at_each_time(double from, double to)
    {
        var arrivals = new RampingInject(from, to, TimeSpan.FromSeconds(10)).Arrivals().ToList();

        Assert.Equal((from + to) / 2 * 10, arrivals.Count, tolerance: 1d);
        Assert.Equal(arrivals.Order(), arrivals);
        foreach (var second in Enumerable.Range(0, 10))
        {
            var expected = from + ((to - from) * (second + 0.5) / 10);
            Assert.Equal(expected, arrivals.Count(due => (int)due.TotalSeconds == second), tolerance: 2d);
        }
    }
}
