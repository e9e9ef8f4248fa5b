namespace Mobile.Perf.Baseline;

/// <summary>One round of a work: both sides, one after the other.</summary>
internal sealed record Round(Measured Product, Measured Other)
{
    public double Ratio => Product.PerSecond / Other.PerSecond;

    public double TailRatio => Product.P99 / Other.P99;
}

/// <summary>The rounds of a work. Each figure is the median over them.</summary>
internal sealed record Comparison(Work Work, IReadOnlyList<Round> Rounds)
{
    public double Ratio => Median(round => round.Ratio);

    public double TailRatio => Median(round => round.TailRatio);

    public double Lowest => Rounds.Min(round => round.Ratio);

    public double Highest => Rounds.Max(round => round.Ratio);

    public bool Holds => Ratio >= Work.Goal && (Work.TailGoal is not { } tail || TailRatio <= tail);

    /// <summary>Answers with another status than the one that was wanted, by status.</summary>
    public IReadOnlyList<(string Side, int Status, int Count)> Wrong =>
        [.. Rounds.SelectMany(round => Of(Work.Product, round.Product).Concat(Of(Work.Other, round.Other)))];

    public double Median(Func<Round, double> figure) => Rounds.Select(figure).Order().ElementAt(Rounds.Count / 2);

    private static IEnumerable<(string, int, int)> Of(Side side, Measured measured) => measured.Wrong.Select(wrong => (side.Name, wrong.Key, wrong.Value));
}
