namespace Mobile.Perf.Load;

/// <summary>What a step under way tells of itself; whatever it calls finds it by <see cref="Current"/>.</summary>
internal sealed class Step(Arrival arrival)
{
    private static readonly AsyncLocal<Step?> Local = new();
    private long bytes;
    private int attempts;

    public static Step? Current
    {
        get => Local.Value;
        set => Local.Value = value;
    }

    public Arrival Arrival => arrival;

    /// <summary>By which a success is counted: mostly the status code.</summary>
    public string Status { get; set; } = "ok";

    public long Bytes => Interlocked.Read(ref bytes);

    public int Attempts => Volatile.Read(ref attempts);

    /// <returns>The how-manieth it is, from 1.</returns>
    public int CountAttempt() => Interlocked.Increment(ref attempts);

    public void CountBytes(long received) => Interlocked.Add(ref bytes, received);
}

/// <summary>A step that did not end as the scenario wants it, by the name under which it is counted.</summary>
internal sealed class StepFailedException(string name) : Exception(name)
{
    /// <summary>A status code where there is one; else what went wrong, in words.</summary>
    public static string NameOf(Exception failure) => failure switch
    {
        StepFailedException => failure.Message,
        HttpRequestException { StatusCode: { } status } => ((int)status).ToString(),
        HttpRequestException { InnerException: StepFailedException inner } => inner.Message,
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => http.HttpRequestError.ToString(),
        TimeoutException or OperationCanceledException => "timeout",
        _ => failure.GetType().Name.Replace("Exception", "", StringComparison.Ordinal),
    };
}
