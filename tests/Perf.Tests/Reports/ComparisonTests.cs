using Mobile.Perf.Load;
using Mobile.Perf.Reports;

namespace Mobile.Perf.Tests.Reports;

public sealed class ComparisonTests
{
    private static readonly LoadReport Before = Support.Reports.Of(Support.Reports.Scenario(Support.Reports.Step()));

    [Fact]
    public void Equal_runs_do_not_differ() => Assert.Equal("no difference within the noise", Only(Before, Before).Words);

    [Fact]
    public void A_higher_p99_is_worse_and_a_lower_one_better()
    {
        var after = Support.Reports.Of(Support.Reports.Scenario(Support.Reports.Step(p99: _ => 30)));
        Assert.Equal("p99 worse", Only(Before, after).Words);
        Assert.Equal(1.5, Only(Before, after).P99.Ratio);
        Assert.Equal("p99 better", Only(after, Before).Words);
    }

    [Fact]
    public void The_same_difference_is_noise_where_the_seconds_differ_by_more()
    {
        static double Noisy(int second) => second % 2 == 0 ? 5 : 45;
        var before = Support.Reports.Of(Support.Reports.Scenario(Support.Reports.Step(p99: Noisy)));
        var after = Support.Reports.Of(Support.Reports.Scenario(Support.Reports.Step(p99: second => Noisy(second) + 10)));
        Assert.Equal("no difference within the noise", Only(before, after).Words);
    }

    [Fact]
    public void One_bad_second_is_not_noise()
    {
        var before = Support.Reports.Of(Support.Reports.Scenario(Support.Reports.Step(p99: second => second == 7 ? 100 : 10)));
        var after = Support.Reports.Of(Support.Reports.Scenario(Support.Reports.Step(p99: second => second == 7 ? 100 : 20)));
        Assert.Equal("p99 worse", Only(before, after).Words);
    }

    [Fact]
    public void Less_throughput_is_worse_and_so_are_more_errors()
    {
        var after = Support.Reports.Of(Support.Reports.Scenario(Support.Reports.Step(rps: 60, failed: 60)));
        Assert.Equal("throughput worse, errors worse", Only(Before, after).Words);
    }

    [Theory]
    [InlineData(0.2, true)]
    [InlineData(0.6, false)]
    public void What_is_worse_by_more_than_allowed_is_told(double share, bool isWorse)
    {
        var slower = Support.Reports.Of(Support.Reports.Scenario(Support.Reports.Step(p99: _ => 30)));
        var less = Support.Reports.Of(Support.Reports.Scenario(Support.Reports.Step(rps: 60)));
        var outcome = isWorse ? Outcome.Broken : Outcome.Held;
        Assert.Equal(outcome, Only(Before, slower).Judge(share));
        Assert.Equal(outcome, Only(Before, less).Judge(share));
        Assert.Equal(Outcome.Held, Only(slower, Before).Judge(share));
    }

    [Theory]
    [InlineData(30, false, true, Outcome.NotJudged)]
    [InlineData(30, true, false, Outcome.Broken)]
    [InlineData(30, true, true, Outcome.NotJudged)]
    [InlineData(20, false, true, Outcome.Held)]
    [InlineData(20, true, false, Outcome.NotJudged)]
    public void What_a_late_generator_may_have_caused_or_hidden_is_not_judged(double p99, bool isLateBefore, bool isLateAfter, object outcome)
    {
        static LoadReport Run(double p99, bool isLate) =>
            Support.Reports.Of(Support.Reports.Scenario(Support.Reports.Step(p99: _ => p99)) with { LatenessP99 = isLate ? 25 : 2 });
        Assert.Equal(outcome, Only(Run(20, isLateBefore), Run(p99, isLateAfter)).Judge(0.2));
    }

    [Fact]
    public void Other_machines_options_and_loads_are_pointed_out()
    {
        var after = Before with
        {
            Environment = Before.Environment with { Machine = "another" },
            Options = Before.Options with { DurationSeconds = 60 },
            Scenarios = [Before.Scenarios[0] with { Simulations = ["Inject 50/s for 60 s"], LatenessP99 = 25 }, Before.Scenarios[0] with { Name = "checkout" }],
        };
        Assert.Equal(
            [
                "The machines differ: host and another.",
                "The durations differ: 30 and 60.",
                "browse was under another load: Inject 100/s for 30 s and Inject 50/s for 60 s.",
                "browse: The generator was late (p99 25 ms): the latencies are too high, and one above its limit is not judged.",
                "checkout was run in one of the two only.",
            ],
            Comparison.Of(Before, after).Warnings);
        Assert.Empty(Comparison.Of(Before, Before).Warnings);
    }

    [Fact]
    public void Runs_without_a_common_scenario_are_refused() =>
        Assert.Throws<ReportException>(() => Comparison.Of(Before, Support.Reports.Of(Before.Scenarios[0] with { Name = "checkout" })));

    private static StepComparison Only(LoadReport a, LoadReport b) => Comparison.Of(a, b).Steps.Single();
}
