using Mobile.Perf.Commands;
using Mobile.Perf.Load;
using Mobile.Perf.Reports;

namespace Mobile.Perf.Tests.Load;

public sealed class ThresholdTests
{
    [Theory]
    [InlineData(20, true, ExitCode.Held)]
    [InlineData(19.9, false, ExitCode.Broken)]
    public void A_p99_above_its_limit_is_the_exit_code(double limit, bool held, int exitCode)
    {
        var step = Support.Reports.Step();
        var judged = Threshold.P99(step.Name, limit).Judge([step]);

        Assert.Equal((held, 20), (judged.Held, judged.Value));
        Assert.Equal(exitCode, ExitCode.Of(Support.Reports.Of(Support.Reports.Scenario(step) with { Thresholds = [judged] })));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void Failures_are_a_share_of_all_arrivals(long failed, bool held)
    {
        var step = Support.Reports.Step(rps: 100) with { Name = StepResult.WholeName, Failed = failed };
        Assert.Equal(held, Threshold.ErrorRate(0.1).Judge([step]).Held);
    }

    [Fact]
    public void A_step_that_never_ran_holds_nothing()
    {
        var judged = Threshold.P99("no such step", 1000).Judge([Support.Reports.Step()]);
        Assert.Equal((false, null), (judged.Held, judged.Value));
    }

    [Fact]
    public void A_broken_promise_and_an_interruption_are_the_exit_code()
    {
        var report = Support.Reports.Of(Support.Reports.Scenario(Support.Reports.Step()));
        Assert.Equal(ExitCode.Held, ExitCode.Of(report));
        Assert.Equal(ExitCode.Broken, ExitCode.Of(report with { Interrupted = true }));
        Assert.Equal(ExitCode.Broken, ExitCode.Of(report with { Scenarios = [report.Scenarios[0] with { Broken = ["An order is missing."] }] }));
        Assert.Equal(ExitCode.Held, ExitCode.Of(report with { Scenarios = [ScenarioResult.Skip("push-fanout", "A promise.", "there is no hub")] }));
    }
}
