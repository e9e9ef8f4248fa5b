using System.Net;
using Mobile.Perf.Reports;

namespace Mobile.Perf.Soak;

/// <summary>soak.html: the verdict, and how the server went over time.</summary>
internal static class SoakHtml
{
    public static string Write(SoakReport report) => HtmlPage.Write(
        "Mobile over time",
        report.StartedAt,
        $"""
        {Badge(report.Held, report.Interrupted ? "interrupted" : "broken")} {HtmlPage.Time(report.StartedAt)}, {report.Rate:0} requests a second over {report.Connections} connections
        for {(report.Samples is [.., var last] ? last.Seconds : 0):0} s, commit {Encode(report.Environment.Commit ?? "unknown")}
        """,
        $"""
        <h2>Verdict</h2>
        <div class="wide"><table>
        <thead><tr><th scope="col">What is promised</th><th scope="col"></th><th scope="col" class="text">measured</th></tr></thead>
        <tbody>{string.Concat(report.Findings.Select(finding =>
            $"<tr><th scope=\"row\">{Encode(finding.What)}</th><td>{Badge(finding.Held, "broken")}</td><td class=\"text\">{Encode(finding.Measured)}</td></tr>"))}</tbody>
        </table></div>
        <div class="charts">{string.Concat(Charts(report.Samples).Select(chart => chart.ToHtml()))}</div>
        <p class="quiet">{Encode(report.Environment.Machine)}: {report.Environment.Cores} cores, {Encode(report.Environment.Processor)}, {Encode(report.Environment.OperatingSystem)},
        {Encode(report.Environment.Runtime)}, {(report.Environment.IsRelease ? "Release" : "Debug")}. The generator ran on the same machine.</p>
        """);

    internal static IReadOnlyList<Chart> Charts(IReadOnlyList<SoakSample> samples)
    {
        if (samples is not [.., var last])
        {
            return [];
        }

        var minutes = Chart.Round(last.Seconds / 60);
        return
        [
            Of("Resident memory", "MB", Line("resident", sample => sample.ResidentMegabytes)),
            Of("Threads and handles", "how many", Line("threads", sample => sample.Threads), Line("handles", sample => sample.Handles)),
            Of("Processors", "cores busy", Line("server", sample => sample.Cores)),
            Of("Throughput", "answers a second", Line("as wanted", sample => sample.Rps)),
            Of("Latency", "ms", Line("p50", sample => sample.P50), Line("p99", sample => sample.P99)),
            Of("Files", "MB", Line("database", sample => sample.DatabaseMegabytes), Line("write-ahead log", sample => sample.WalMegabytes)),
        ];

        Chart Of(string title, string unit, params IReadOnlyList<ChartLine> lines) => new(title, "minutes", unit, minutes, lines);

        ChartLine Line(string name, Func<SoakSample, double?> figure) => new(name, [.. samples.Select(sample => (sample.Seconds / 60, figure(sample)))]);
    }

    private static string Badge(bool held, string otherwise) => held ? "<b class=\"badge good\">held</b>" : $"<b class=\"badge bad\">{otherwise}</b>";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
