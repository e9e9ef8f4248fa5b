using Mobile.Perf.Soak;

namespace Mobile.Perf.Tests.Soak;

public sealed class SoakVerdictTests
{
    private const double Rate = 1000;

    private static readonly SoakSample Flat = new(0, 120, 30, 200, 0.5, 50, 4, Rate, 1, 5, ServerErrors: 0, Unexpected: 0);

    [Fact]
    public void A_server_that_stays_as_it_is_holds_everything() => Assert.All(Judge(_ => Flat), finding => Assert.True(finding.Held, finding.What));

    [Fact]
    public void Whatever_grows_while_it_warms_up_is_not_held_against_it() =>
        Assert.All(Judge(i => i < 10 ? Flat with { ResidentMegabytes = 60 + (6 * i), Threads = 20 + i } : Flat), finding => Assert.True(finding.Held, finding.What));

    [Fact]
    public void Memory_that_grows_is_not_flat() =>
        AssertBroken("Resident memory is flat", Judge(i => Flat with { ResidentMegabytes = 60 + (3 * i) }));

    [Fact]
    public void A_single_peak_does_not_make_memory_grow() =>
        Assert.All(Judge(i => i == 25 ? Flat with { ResidentMegabytes = 180 } : Flat), finding => Assert.True(finding.Held, finding.What));

    [Fact]
    public void Too_much_memory_at_the_end_is_too_much_though_it_is_flat() =>
        AssertBroken("Resident memory is below", Judge(_ => Flat with { ResidentMegabytes = 201 }));

    [Fact]
    public void Threads_that_grow_are_not_flat() => AssertBroken("The number of threads", Judge(i => Flat with { Threads = 20 + i }));

    [Fact]
    public void Handles_that_grow_are_not_flat() => AssertBroken("The number of handles", Judge(i => Flat with { Handles = 200 + (2 * i) }));

    [Fact]
    public void Where_handles_cannot_be_counted_nothing_is_said_of_them()
    {
        var findings = Judge(_ => Flat with { Handles = null });

        Assert.DoesNotContain(findings, finding => finding.What.Contains("handles", StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.True(finding.Held, finding.What));
    }

    [Fact]
    public void One_server_error_breaks_it() => AssertBroken("No answer was of 5xx", Judge(i => Flat with { ServerErrors = i == 3 ? 1 : 0 }));

    [Fact]
    public void One_other_answer_than_was_wanted_breaks_it() => AssertBroken("Every answer", Judge(i => Flat with { Unexpected = i == 3 ? 1 : 0 }));

    [Fact]
    public void Less_load_than_was_asked_for_proves_nothing() => AssertBroken("The load was made", Judge(_ => Flat with { Rps = 0.8 * Rate }));

    [Fact]
    public void A_run_without_thirds_cannot_be_judged() => AssertBroken("The run is long enough", SoakVerdict.Of([Flat, Flat], Rate));

    [Fact]
    public void The_page_shows_the_verdict_and_each_figure_over_time()
    {
        var report = new SoakReport(
            SoakReport.CurrentSchema,
            DateTimeOffset.UnixEpoch,
            Interrupted: false,
            Rate,
            32,
            Support.Reports.Of().Environment,
            Judge(i => Flat with { Seconds = 5 * (i + 1), Handles = 200 + (2 * i) }),
            [.. Enumerable.Range(0, 30).Select(i => Flat with { Seconds = 5 * (i + 1) })]);

        var html = SoakHtml.Write(report);

        Assert.False(report.Held);
        Assert.Contains("<b class=\"badge bad\">broken</b>", html, StringComparison.Ordinal);
        Assert.Equal(6, html.Split("<figure").Length - 1);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
    }

    private static IReadOnlyList<SoakFinding> Judge(Func<int, SoakSample> sample) => SoakVerdict.Of([.. Enumerable.Range(0, 30).Select(sample)], Rate);

    private static void AssertBroken(string what, IReadOnlyList<SoakFinding> findings) =>
        Assert.StartsWith(what, Assert.Single(findings, finding => !finding.Held).What, StringComparison.Ordinal);
}
