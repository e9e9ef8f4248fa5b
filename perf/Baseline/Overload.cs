using Spectre.Console;

namespace Mobile.Perf.Baseline;

/// <summary>
/// Keyed creates at a multiple of what the server can do. Those that it takes are to be answered about as fast as ever, the others are to be told
/// when to come back, and afterwards it is to be as fast as before.
/// </summary>
internal sealed record Overload(Measured Full, Offered Half, Offered Over, TimeSpan Duration, IReadOnlyList<double> After)
{
    public const string Name = "overload";

    private const int Connections = 32;
    private const double Times = 5;
    private const double TailGoal = 2;
    private const double FullAgain = 0.9;
    private const int SecondsToRecover = 5;

    public double TailRatio => Over.Accepted.Percentile(99) / Full.P99;

    public bool Holds => TailRatio <= TailGoal && Over.Wrong.Count == 0 && Over.Accepted.Count > 0 && RecoveredAfter is not null;

    /// <summary>The first second after it in which the full rate was reached; null where none was.</summary>
    private int? RecoveredAfter =>
        After.TakeWhile(rate => rate < FullAgain * Full.PerSecond).Count() is var seconds && seconds < After.Count ? seconds + 1 : null;

    public static async Task<Overload> MeasureAsync(Rig rig, TimeSpan duration)
    {
        var side = new Side("keyed create", rig.Product.Process, 201, rig.Creates);
        await side.MeasureAsync(Connections, TimeSpan.FromSeconds(3));
        var full = await side.MeasureAsync(Connections, duration);
        var half = await Arrivals.RunAsync(side, full.PerSecond / 2, duration);
        var over = await Arrivals.RunAsync(side, full.PerSecond * Times, duration);
        List<double> after = [];
        for (var second = 0; second < SecondsToRecover; second++)
        {
            after.Add((await side.MeasureAsync(Connections, TimeSpan.FromSeconds(1))).PerSecond);
        }

        return new(full, half, over, duration, after);
    }

    public void Show()
    {
        var wrong = Over.Wrong.Count == 0 ? "none" : string.Join(", ", Over.Wrong.Select(entry => $"{entry.Value} of {(entry.Key == 0 ? "no connection" : entry.Key)}"));
        AnsiConsole.Write(new Table().Border(TableBorder.Rounded).AddColumns("keyed create", "offered/s", "accepted/s", "p50 ms", "p99 ms", "refused")
            .AddRow($"full rate, {Connections} connections", "", $"{Full.PerSecond:N0}", $"{Full.P50.TotalMilliseconds:0.0}", $"{Full.P99.TotalMilliseconds:0.0}", "")
            .AddRow(Row("half of it, as it comes", Half))
            .AddRow(Row($"{Times:0} times as much", Over)));
        AnsiConsole.MarkupLineInterpolated($"p99 of the accepted against the full rate's: {TailRatio:0.00} (≤ {TailGoal}); refused ones are told within {Over.Refused.Percentile(99).TotalMilliseconds:0.0} ms (p99); other answers: {wrong}");
        AnsiConsole.MarkupLineInterpolated($"Each second after it: {string.Join(", ", After.Select(rate => $"{rate:N0}"))}; full rate again {(RecoveredAfter is { } second ? $"in second {second}" : "not within five seconds")} (≤ {SecondsToRecover}): {(Holds ? "holds" : "falls short")}");
    }

    private string[] Row(string name, Offered offered) =>
    [
        name, $"{offered.PerSecond:N0}", $"{offered.AcceptedPerSecond(Duration):N0}", $"{offered.Accepted.Percentile(50).TotalMilliseconds:0.0}",
        $"{offered.Accepted.Percentile(99).TotalMilliseconds:0.0}", $"{offered.Refused.Count:N0}",
    ];
}
