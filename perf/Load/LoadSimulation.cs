namespace Mobile.Perf.Load;

/// <summary>How load comes, for how long.</summary>
internal abstract record LoadSimulation(TimeSpan During);

/// <summary>An open model: arrivals follow the clock, whatever becomes of those before, as people do who know nothing of each other.</summary>
internal abstract record OpenLoad(TimeSpan During) : LoadSimulation(During)
{
    /// <summary>When each arrival is due, from the beginning of the simulation.</summary>
    public abstract IEnumerable<TimeSpan> Arrivals();
}

/// <param name="Rate">Arrivals per second, evenly spread.</param>
internal sealed record Inject(double Rate, TimeSpan During) : OpenLoad(During)
{
    public override IEnumerable<TimeSpan> Arrivals()
    {
        for (long n = 0; TimeSpan.FromSeconds(n / Rate) is var due && due < During; n++)
        {
            yield return due;
        }
    }

    public override string ToString() => $"Inject {Rate:0.##}/s for {During.TotalSeconds:0.#} s";
}

/// <summary>A rate that changes steadily <paramref name="From"/> one value <paramref name="To"/> another.</summary>
internal sealed record RampingInject(double From, double To, TimeSpan During) : OpenLoad(During)
{
    public override IEnumerable<TimeSpan> Arrivals()
    {
        // By the time t there are From·t + slope·t² arrivals; solved for t in the form that has no 0 / 0 for an even rate.
        var slope = (To - From) / (2 * During.TotalSeconds);
        var count = (From + To) / 2 * During.TotalSeconds;
        for (long n = 0; n < count; n++)
        {
            yield return n == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(2 * n / (From + Math.Sqrt((From * From) + (4 * slope * n))));
        }
    }

    public override string ToString() => $"RampingInject {From:0.##} to {To:0.##}/s for {During.TotalSeconds:0.#} s";
}

/// <summary>
/// A closed model: each of the <paramref name="Copies"/> starts again when it has finished. It finds what a server can do, and is kind to a
/// slow one: whoever waits sends nothing.
/// </summary>
internal sealed record KeepConstant(int Copies, TimeSpan During) : LoadSimulation(During)
{
    public override string ToString() => $"KeepConstant {Copies} copies for {During.TotalSeconds:0.#} s";
}
