using System.Globalization;
using System.Net;
using Mobile.Perf.Load;

namespace Mobile.Perf.Reports;

/// <summary>report.html: what the load suite found.</summary>
internal static class HtmlReport
{
    public static string Write(LoadReport report) => HtmlPage.Write(
        "Mobile under load",
        report.StartedAt,
        $"{Badge(report)} {HtmlPage.Time(report.StartedAt)}, {report.Seconds:0} s, commit {Encode(report.Environment.Commit ?? "unknown")}",
        $"""
        {Summary(report)}
        {Join(report.Scenarios.Where(scenario => scenario.Steps is not []), Section)}
        {About(report)}
        """);

    private static string Badge(LoadReport report) => report.Interrupted ? Badge("interrupted", "bad") : Badge(report.Outcome);

    private static string Badge(string text, string kind) => $"<b class=\"badge {kind}\">{text}</b>";

    private static string Badge(Outcome outcome) => outcome switch
    {
        Outcome.Held => Badge("held", "good"),
        Outcome.NotJudged => Badge("not judged", "none"),
        _ => Badge("broken", "bad"),
    };

    private static string Badge(ScenarioResult scenario) =>
        scenario is { Outcome: Outcome.Held, Skipped: not null } ? Badge("skipped", "none") : Badge(scenario.Outcome);

    private static string Summary(LoadReport report) => $"""
        <h2>Summary</h2>
        <div class="wide"><table>
        <thead><tr><th scope="col">Scenario</th><th scope="col"></th><th scope="col">rps</th><th scope="col">ok</th><th scope="col">failed</th>
        <th scope="col">p50 ms</th><th scope="col">p99 ms</th><th scope="col" class="text">Thresholds</th></tr></thead>
        <tbody>{Join(report.Scenarios, SummaryRow)}</tbody>
        </table></div>
        """;

    private static string SummaryRow(ScenarioResult scenario) => scenario.Steps is [var whole, ..]
        ? $"""
          <tr><th scope="row"><a href="#{scenario.Name}">{scenario.Name}</a></th><td>{Badge(scenario)}</td><td>{Number(whole.Rps)}</td><td>{whole.Ok}</td><td>{whole.Failed}</td>
          <td>{Number(whole.Latency.P50)}</td><td>{Number(whole.Latency.P99)}</td><td class="text">{Limits(scenario)}</td></tr>
          """
        : $"""
          <tr><th scope="row">{scenario.Name}</th><td>{Badge(scenario)}</td>
          <td colspan="6" class="text">{Encode(scenario.Broken is [var broken, ..] ? broken.Split('\n')[0] : $"Skipped: {scenario.Skipped}.")}</td></tr>
          """;

    private static string Limits(ScenarioResult scenario) =>
        $"{scenario.Thresholds.Count(threshold => threshold.Held)} of {scenario.Thresholds.Count} held"
        + $"{(scenario.Thresholds.Count(threshold => !threshold.IsJudged) is > 0 and var left ? $", {left} not judged" : "")}"
        + $"{(scenario.Broken is [] ? "" : "; promise broken")}";

    private static string Section(ScenarioResult scenario) => $"""
        <section id="{scenario.Name}">
        <h2>{scenario.Name} {Badge(scenario)}</h2>
        <p>{Encode(scenario.Promise)}</p>
        <p class="quiet">{Encode(string.Join(", then ", scenario.Simulations))}{WarmUp(scenario)}. The generator was late by {Number(scenario.LatenessP50)} ms (p50), {Number(scenario.LatenessP99)} ms (p99).
        {Encode(string.Join(" ", scenario.Figures.Select(figure => $"{figure.Key}: {Number(figure.Value)}.")))}</p>
        {Join(scenario.Broken, broken => $"<p class=\"alert\">The promise was broken: {Encode(broken)}</p>")}
        {(scenario.Warning is { } warning ? $"<p class=\"alert\">{Encode(warning)}</p>" : "")}
        <div class="charts">{Join(Charts.Of(scenario), chart => chart.ToHtml())}</div>
        <div class="wide"><table>
        <thead><tr><th scope="col">Step</th><th scope="col">ok</th><th scope="col">failed</th><th scope="col">rps</th><th scope="col">min</th><th scope="col">mean</th>
        <th scope="col">p50</th><th scope="col">p75</th><th scope="col">p95</th><th scope="col">p99</th><th scope="col">p99.9</th><th scope="col">max ms</th>
        <th scope="col">KB</th><th scope="col">tries</th><th scope="col" class="text">Answers</th></tr></thead>
        <tbody>{Join(scenario.Steps, StepRow)}</tbody>
        </table></div>
        <div class="wide"><table>
        <thead><tr><th scope="col">Threshold</th><th scope="col"></th><th scope="col">value</th><th scope="col">limit</th></tr></thead>
        <tbody>{Join(scenario.Thresholds, ThresholdRow)}</tbody>
        </table></div>
        </section>
        """;

    private static string WarmUp(ScenarioResult scenario) => scenario.WarmUpSeconds switch
    {
        null => "",
        0 => ", without warm-up",
        { } seconds => $", after {Number(seconds)} s of warm-up",
    };

    private static string StepRow(StepResult step) => $"""
        <tr><th scope="row">{Encode(step.Name)}</th><td>{step.Ok}</td><td>{step.Failed}</td><td>{Number(step.Rps)}</td>
        {Join(step.Latency.Figures, value => $"<td>{Number(value)}</td>")}
        <td>{(step.Bytes > 0 ? Number(step.Bytes / 1024d) : "")}</td><td>{(step.Attempts > 0 ? Number((double)step.Attempts / step.Count) : "")}</td>
        <td class="text">{Join(step.Statuses, status => $"<span class=\"{(status.IsOk ? "" : "failed")}\">{Encode(status.Name)}: {status.Count}</span> ")}</td></tr>
        """;

    private static string ThresholdRow(ThresholdResult threshold) => $"""
        <tr><th scope="row">{Encode(threshold.Step)} {threshold.Figure}</th><td>{Badge(threshold.Outcome)}</td>
        <td>{(threshold.Value is { } value ? $"{Number(value)} {threshold.Unit}" : "never ran")}</td><td>{Number(threshold.Limit)} {threshold.Unit}</td></tr>
        """;

    private static string About(LoadReport report)
    {
        var (place, options) = (report.Environment, report.Options);
        (string Name, string Value)[] facts =
        [
            ("Machine", $"{place.Machine}: {place.Cores} cores, {place.Processor}, {place.MemoryGigabytes:0.#} GB"),
            ("System", place.OperatingSystem),
            ("Generator", $"{place.Runtime}, {(place.IsRelease ? "Release" : "Debug")}, collector {place.GarbageCollector}"),
            ("Target", options.Target?.ToString() ?? "a server of its own for each scenario, on this machine"),
            ("Options", $"{(options.Smoke ? "smoke, " : "")}{options.DurationSeconds:0.#} s each, seed {options.Seed}"
                + $"{(options.Rate is { } rate ? $", rate {Number(rate)}/s" : "")}{(options.Copies is { } copies ? $", {copies} copies" : "")}"),
        ];
        return $"<h2>Where and how</h2><dl>{Join(facts, fact => $"<dt>{fact.Name}</dt><dd>{Encode(fact.Value)}</dd>")}</dl>"
            + "<p class=\"quiet\">Latency counts from when an arrival was due, not from when the generator got round to it. rps are successes per second while load was made. Warm-up counts in no figure, and promises are kept in it too.</p>";
    }

    private static string Join<T>(IEnumerable<T> items, Func<T, string> write) => string.Concat(items.Select(write));

    private static string Number(double value) => value.ToString(value >= 100 ? "#,0" : "0.##", CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
