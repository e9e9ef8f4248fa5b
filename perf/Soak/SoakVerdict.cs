using System.Globalization;

namespace Mobile.Perf.Soak;

/// <param name="What">A sentence that holds or does not.</param>
internal sealed record SoakFinding(string What, string Measured, bool Held);

/// <summary>
/// Judges a long run. A server that has warmed up is flat: what grows from the middle third of the run to its last third would grow for ever.
/// </summary>
internal static class SoakVerdict
{
    public const double MostMegabytes = 200;
    public const double MostGrowth = 1.1;
    public const double ThreadSlack = 4;
    public const double HandleSlack = 16;
    public const double LeastLoad = 0.9;

    /// <summary>One for each third.</summary>
    public const int FewestSamples = 3;

    /// <param name="rate">What was to be asked in a second.</param>
    public static IReadOnlyList<SoakFinding> Of(IReadOnlyList<SoakSample> samples, double rate)
    {
        if (samples.Count < FewestSamples)
        {
            return [new("The run is long enough to be judged.", $"{samples.Count} samples", Held: false)];
        }

        var third = samples.Count / 3;
        var (middle, last) = (samples.Skip(samples.Count - (2 * third)).Take(third).ToList(), samples.TakeLast(third).ToList());
        var (errors, unexpected) = (samples.Sum(sample => sample.ServerErrors), samples.Sum(sample => sample.Unexpected));
        var rps = Median(samples, sample => sample.Rps);
        return
        [
            new($"Resident memory is below {MostMegabytes} MB at the end.", Text($"{samples[^1].ResidentMegabytes:0} MB"), samples[^1].ResidentMegabytes < MostMegabytes),
            Flat("Resident memory", "MB", middle, last, sample => sample.ResidentMegabytes, before => before * MostGrowth),
            Flat("The number of threads", "", middle, last, sample => sample.Threads, before => before + ThreadSlack),
            .. samples.All(sample => sample.Handles is not null)
                ? (SoakFinding[])[Flat("The number of handles", "", middle, last, sample => sample.Handles!.Value, before => before + HandleSlack)]
                : [],
            new("No answer was of 5xx.", $"{errors}", errors == 0),
            new("Every answer was the one that was wanted.", $"{unexpected} were not", unexpected == 0),
            new($"The load was made: {LeastLoad:0%} of {rate:0} a second or more.", Text($"{rps:0} a second"), rps >= rate * LeastLoad),
        ];
    }

    private static SoakFinding Flat(
        string what, string unit, IReadOnlyList<SoakSample> middle, IReadOnlyList<SoakSample> last, Func<SoakSample, double> figure, Func<double, double> limit)
    {
        var (before, after) = (Median(middle, figure), Median(last, figure));
        return new($"{what} is flat in the last two thirds.", Text($"{before:0} to {after:0} {unit}").TrimEnd(), after <= limit(before));
    }

    private static double Median(IReadOnlyList<SoakSample> samples, Func<SoakSample, double> figure) => samples.Select(figure).Order().ElementAt(samples.Count / 2);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
