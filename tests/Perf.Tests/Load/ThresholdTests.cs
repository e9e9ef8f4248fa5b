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
        Assert.Equal(exitCode, ExitCode.Of(Support.Reports.Of(Support.Reports.Scenario(step) with { Thresholds = [judged] }).Outcome));
    }

    [Theory]
    [InlineData(20, ExitCode.Held)]
    [InlineData(19.9, ExitCode.NotJudged)]
    public void A_p99_above_its_limit_is_not_judged_where_the_generator_was_late(double limit, int exitCode)
    {
        var step = Support.Reports.Step();
        var judged = Threshold.P99(step.Name, limit).Judge([step], isLate: true);
        var scenario = Support.Reports.Scenario(step) with { LatenessP99 = 25, Thresholds = [judged] };

        Assert.Equal(exitCode, ExitCode.Of(Support.Reports.Of(scenario).Outcome));
        Assert.Equal(exitCode, ExitCode.Of(Support.Reports.Of(Support.Reports.Scenario(step), scenario).Outcome));
    }

    [Fact]
    public void Errors_and_promises_are_judged_however_late_the_generator_was()
    {
        var step = Support.Reports.Step(failed: 30) with { Name = StepResult.WholeName };
        var failed = Threshold.ErrorRate(0.1).Judge([step], isLate: true);
        var unjudged = Threshold.P99(step.Name, 1).Judge([step], isLate: true);
        var scenario = Support.Reports.Scenario(step) with { LatenessP99 = 25 };

        Assert.Equal(Outcome.Broken, (scenario with { Thresholds = [unjudged, failed] }).Outcome);
        Assert.Equal(Outcome.Broken, (scenario with { Thresholds = [unjudged], Broken = ["An order is missing."] }).Outcome);
        Assert.Equal(Outcome.Broken, Threshold.P99("no such step", 1).Judge([step], isLate: true).Outcome);
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
        Assert.Equal(ExitCode.Held, ExitCode.Of(report.Outcome));
        Assert.Equal(ExitCode.Broken, ExitCode.Of((report with { Interrupted = true }).Outcome));
        Assert.Equal(ExitCode.Broken, ExitCode.Of((report with { Scenarios = [report.Scenarios[0] with { Broken = ["An order is missing."] }] }).Outcome));
        Assert.Equal(ExitCode.Held, ExitCode.Of((report with { Scenarios = [ScenarioResult.Skip("push-fanout", "A promise.", "there is no hub")] }).Outcome));
    }
}
