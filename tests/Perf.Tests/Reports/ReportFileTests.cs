using Mobile.Perf.Load;
using Mobile.Perf.Reports;
using Mobile.Perf.Tests.Support;

namespace Mobile.Perf.Tests.Reports;

[Collection(TestConsole.Name)]
public sealed class ReportFileTests : IDisposable
{
    private static readonly ScenarioResult Scenario = Support.Reports.Scenario(Support.Reports.Step(failed: 30)) with { Thresholds = [new("order", "p99", "ms", 20, 10, Held: false)] };
    private static readonly LoadReport Report = Support.Reports.Of(
        Scenario,
        ScenarioResult.Skip("push-fanout", "A promise.", "there is no hub"));

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-report-");

    [Fact]
    public void A_report_is_read_as_it_was_written()
    {
        var read = ReportFile.Read(Write("report.json", ReportFile.Write(Report)));
        Assert.Equal(ReportFile.Write(Report), ReportFile.Write(read));
        Assert.Equal(Report.Scenarios[0].Steps[0].Seconds, read.Scenarios[0].Steps[0].Seconds);
    }

    /// <summary>Reads a report that an older build has written, which knew nothing of lateness as a reason nor of each scenario's warm-up.</summary>
    [Fact]
    public void A_report_of_before_is_read()
    {
        var text = ReportFile.Write(Report)
            .Replace(",\n          \"isJudged\": true", "", StringComparison.Ordinal)
            .Replace(",\n      \"warmUpSeconds\": null", "", StringComparison.Ordinal);
        Assert.DoesNotContain("isJudged", text, StringComparison.Ordinal);
        Assert.Equal(Outcome.Broken, ReportFile.Read(Write("before.json", text)).Outcome);
    }

    [Theory]
    [InlineData("{}", "is no report of a load run")]
    [InlineData("[]", "is no report of a load run")]
    [InlineData("""{ "schema": 1 }""", "is no report of a load run")]
    [InlineData("no json", "is no report of a load run")]
    [InlineData("""{ "schema": 99 }""", "has schema 99; this program reads schema 1")]
    public async Task A_file_that_cannot_be_compared_is_misuse(string text, string message)
    {
        var (exitCode, _, error) = await TestConsole.RunAsync("compare", Write("a.json", ReportFile.Write(Report)), Write("b.json", text));
        Assert.Equal(2, exitCode);
        Assert.Contains(message, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "compare")]
    [InlineData(0, "compare", "--fail-above", "60%")]
    [InlineData(1, "compare", "--fail-above", "20%")]
    public async Task Comparing_fails_above_what_is_allowed(int expected, params string[] args)
    {
        var slower = Report with { Scenarios = [Support.Reports.Scenario(Support.Reports.Step(p99: _ => 30, failed: 30))] };
        var (exitCode, output, _) = await TestConsole.RunAsync([.. args, Write("a.json", ReportFile.Write(Report)), Write("b.json", ReportFile.Write(slower))]);
        Assert.Equal(expected, exitCode);
        Assert.Equal(expected == 1, output.Contains("BROKEN: browse, order is worse by more than 20%", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Comparing_with_a_late_run_judges_nothing()
    {
        var late = Report with { Scenarios = [Support.Reports.Scenario(Support.Reports.Step(p99: _ => 30, failed: 30)) with { LatenessP99 = 25 }] };
        var (exitCode, output, _) = await TestConsole.RunAsync(
            "compare", "--fail-above", "20%", Write("a.json", ReportFile.Write(Report)), Write("b.json", ReportFile.Write(late)));
        Assert.Equal(3, exitCode);
        Assert.Contains("Not judged: browse, order: p99 worse, and a generator was late.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("BROKEN", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_says_what_was_not_judged_and_how_each_scenario_was_warmed_up()
    {
        var page = HtmlReport.Write(Support.Reports.Of(
            Scenario with { LatenessP99 = 25, Thresholds = [new("order", "p99", "ms", 20, 10, Held: false, IsJudged: false)], WarmUpSeconds = 3 },
            Scenario with { Name = "storm", Thresholds = [], WarmUpSeconds = 0 }));
        Assert.DoesNotContain(">broken<", page, StringComparison.Ordinal);
        Assert.Contains(">not judged<", page, StringComparison.Ordinal);
        Assert.Contains("0 of 1 held, 1 not judged", page, StringComparison.Ordinal);
        Assert.Contains("Inject 100/s for 30 s, after 3 s of warm-up.", page, StringComparison.Ordinal);
        Assert.Contains("Inject 100/s for 30 s, without warm-up.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_needs_nothing_else_and_lets_nothing_in()
    {
        var page = HtmlReport.Write(Report with { Environment = Report.Environment with { Processor = "<script>alert(1)</script>" } });
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.Contains("&lt;503&gt;: 30", page, StringComparison.Ordinal);
        Assert.Contains("Skipped: there is no hub.", page, StringComparison.Ordinal);
        Assert.Equal(3, page.Split("<svg ").Length - 1);
    }

    [Theory]
    [InlineData(0, "0", "0.0005", "0.001")]
    [InlineData(7, "0", "2", "4", "6", "8")]
    [InlineData(100, "0", "50", "100")]
    [InlineData(101, "0", "50", "100", "150")]
    [InlineData(0.03, "0", "0.01", "0.02", "0.03")]
    public void An_axis_has_round_numbers_up_to_the_highest_value(double highest, params string[] labels) =>
        Assert.Equal(labels, Chart.Round(highest).Select(tick => tick.Label));

    [Fact]
    public void Percentiles_are_spread_evenly_in_nines() =>
        Assert.Equal([50, 60.1893, 90, 99, 99.9, 99.99], StepResult.Shown.Where((_, i) => i is 0 or 1 or 7 or 17 or 27 or 37));

    public void Dispose() => folder.Delete(recursive: true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
