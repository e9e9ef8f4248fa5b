using Mobile.Perf.Load;

namespace Mobile.Perf.Reports;

internal enum Verdict
{
    Same,
    Better,
    Worse,
}

/// <summary>One figure of one step in two reports.</summary>
internal sealed record FigureComparison(string Name, double A, double B, Verdict Verdict)
{
    /// <summary>Not a finite number where A is 0.</summary>
    public double Ratio => B / A;
}

/// <param name="IsLate">Of the generator, in A and in B.</param>
internal sealed record StepComparison(
    string Scenario, string Step, FigureComparison Rps, FigureComparison P50, FigureComparison P99, FigureComparison Errors, (bool A, bool B) IsLate = default)
{
    public IEnumerable<FigureComparison> Figures => [Rps, P50, P99, Errors];

    public string Words => Figures.Where(figure => figure.Verdict is not Verdict.Same).ToList() is { Count: > 0 } changed
        ? string.Join(", ", changed.Select(figure => $"{figure.Name} {(figure.Verdict is Verdict.Better ? "better" : "worse")}"))
        : "no difference within the noise";

    /// <summary>
    /// Says whether the throughput or the p99 is worse by more than so much of A, and not by noise. A generator that was late makes its own
    /// report look worse than the server was: what is worse in B by that, or no worse than A for it, is not judged.
    /// </summary>
    public Outcome Judge(double share) => (IsWorseBy(share), IsLate) switch
    {
        (true, { B: true }) or (false, { A: true }) => Outcome.NotJudged,
        (true, _) => Outcome.Broken,
        (false, _) => Outcome.Held,
    };

    private bool IsWorseBy(double share) =>
        (Rps.Verdict is Verdict.Worse && Rps.B < Rps.A * (1 - share)) || (P99.Verdict is Verdict.Worse && P99.B > P99.A * (1 + share));
}

/// <summary>Two runs beside each other.</summary>
/// <param name="Warnings">Why the figures may not be comparable, in sentences.</param>
internal sealed record Comparison(IReadOnlyList<StepComparison> Steps, IReadOnlyList<string> Warnings)
{
    /// <summary>A difference counts from so many standard errors on, and never below these shares and amounts: a clock and a scheduler have a grain.</summary>
    private const double Errors = 3, LeastShare = 0.05, LeastMilliseconds = 0.5, LeastRps = 0.1, LeastErrorPercent = 0.1;

    /// <exception cref="ReportException">They have no step in common.</exception>
    public static Comparison Of(LoadReport a, LoadReport b)
    {
        var pairs = a.Scenarios
            .Join(b.Scenarios, scenario => scenario.Name, scenario => scenario.Name, (inA, inB) => (A: inA, B: inB), StringComparer.Ordinal)
            .ToList();
        var steps = pairs.SelectMany(pair => pair.A.Steps.Join(
            pair.B.Steps,
            step => step.Name,
            step => step.Name,
            (inA, inB) => Compare(pair.A.Name, inA, inB) with { IsLate = (pair.A.IsLate, pair.B.IsLate) },
            StringComparer.Ordinal)).ToList();
        return steps is []
            ? throw new ReportException("The two reports have no scenario in common that was run.")
            : new(steps, [.. Differences(a, b), .. Loads(pairs), .. Missing(a, b), .. Missing(b, a)]);
    }

    private static StepComparison Compare(string scenario, StepResult a, StepResult b) => new(
        scenario,
        a.Name,
        Compare("throughput", a, b, step => step.Rps, second => second.Ok, LeastRps, moreIsBetter: true),
        Compare("p50", a, b, step => step.Latency.P50, second => second.P50, LeastMilliseconds),
        Compare("p99", a, b, step => step.Latency.P99, second => second.P99, LeastMilliseconds),
        Compare("errors", a, b, step => 100 * step.ErrorRate, second => 100d * second.Failed / (second.Ok + second.Failed), LeastErrorPercent));

    private static FigureComparison Compare(
        string name, StepResult a, StepResult b, Func<StepResult, double> figure, Func<SecondResult, double> inSecond, double least, bool moreIsBetter = false)
    {
        var (before, after) = (figure(a), figure(b));
        var noise = Math.Sqrt(Square(Noise.Of(Seconds(a, inSecond))) + Square(Noise.Of(Seconds(b, inSecond))));
        var threshold = Math.Max(Math.Max(Errors * noise, LeastShare * before), least);
        var verdict = Math.Abs(after - before) <= threshold ? Verdict.Same : after > before == moreIsBetter ? Verdict.Better : Verdict.Worse;
        return new(name, before, after, verdict);
    }

    private static double Square(double value) => value * value;

    /// <summary>The last second is not whole, and what happened in none says nothing.</summary>
    private static List<double> Seconds(StepResult step, Func<SecondResult, double> value) =>
        [.. step.Seconds.SkipLast(1).Where(second => second.Ok + second.Failed > 0).Select(value)];

    private static IEnumerable<string> Differences(LoadReport a, LoadReport b)
    {
        (string What, object? A, object? B)[] facts =
        [
            ("machines", a.Environment.Machine, b.Environment.Machine),
            ("processors", $"{a.Environment.Processor}, {a.Environment.Cores} cores", $"{b.Environment.Processor}, {b.Environment.Cores} cores"),
            ("systems", a.Environment.OperatingSystem, b.Environment.OperatingSystem),
            ("runtimes", a.Environment.Runtime, b.Environment.Runtime),
            ("builds", a.Environment.IsRelease ? "Release" : "Debug", b.Environment.IsRelease ? "Release" : "Debug"),
            ("targets", a.Options.Target?.ToString() ?? "a server of its own", b.Options.Target?.ToString() ?? "a server of its own"),
            ("seeds", a.Options.Seed, b.Options.Seed),
            ("durations", a.Options.DurationSeconds, b.Options.DurationSeconds),
        ];
        foreach (var (what, inA, inB) in facts.Where(fact => !Equals(fact.A, fact.B)))
        {
            yield return $"The {what} differ: {inA} and {inB}.";
        }

        if (a.Options.Smoke || b.Options.Smoke)
        {
            yield return "A smoke run is too short to compare.";
        }

        if (a.Interrupted || b.Interrupted)
        {
            yield return "A run was interrupted.";
        }
    }

    private static IEnumerable<string> Loads(IEnumerable<(ScenarioResult A, ScenarioResult B)> pairs)
    {
        foreach (var (a, b) in pairs)
        {
            if (!a.Simulations.SequenceEqual(b.Simulations, StringComparer.Ordinal))
            {
                yield return $"{a.Name} was under another load: {string.Join(", then ", a.Simulations)} and {string.Join(", then ", b.Simulations)}.";
            }

            if ((a.Warning ?? b.Warning) is { } warning)
            {
                yield return $"{a.Name}: {warning}";
            }
        }
    }

    private static IEnumerable<string> Missing(LoadReport a, LoadReport b) => a.Scenarios
        .Where(scenario => !b.Scenarios.Any(other => other.Name == scenario.Name && other.Steps is not []))
        .Where(scenario => scenario.Steps is not [])
        .Select(scenario => $"{scenario.Name} was run in one of the two only.");
}
