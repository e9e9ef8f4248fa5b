namespace Mobile.Perf.Load;

/// <summary>Something that many do at once. Disposing it is its clean-up.</summary>
internal interface IScenario : IAsyncDisposable
{
    /// <summary>Signs in its users and writes what they need; is not measured.</summary>
    Task InitAsync(CancellationToken stop);

    /// <summary>One arrival, step by step. Many run at once.</summary>
    /// <param name="stop">The run is over and waits no longer.</param>
    Task RunAsync(Arrival arrival, CancellationToken stop);

    /// <summary>Asks the server, another way than the arrivals did, whether the promise was kept.</summary>
    /// <returns>What was broken, in sentences; nothing when it held.</returns>
    Task<IReadOnlyList<string>> CheckAsync(CancellationToken stop);

    /// <summary>Counts of its arrivals, by name, from the first one on. A report leaves out those of the warm-up.</summary>
    IReadOnlyDictionary<string, double> Figures => new Dictionary<string, double>(StringComparer.Ordinal);
}
