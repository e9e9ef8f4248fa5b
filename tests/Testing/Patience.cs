namespace Mobile.Testing;

/// <summary>How long a test waits for what must come: so long that only what never comes fails, however busy the machine is.</summary>
public static class Patience
{
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(3);

    /// <summary>Is cancelled once the limit is over.</summary>
    public static CancellationTokenSource Begin() => new(Limit);
}
