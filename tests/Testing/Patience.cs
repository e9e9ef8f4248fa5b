namespace Mobile.Testing;

/// <summary>Bounds how long a test waits for what must come: so long that only what never comes fails, however busy the machine is.</summary>
public static class Patience
{
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(3);

    /// <summary>Gives the limit as Playwright takes it.</summary>
    public static float Milliseconds { get; } = (float)Limit.TotalMilliseconds;

    /// <summary>Begins a wait, which is cancelled once the limit is over.</summary>
    public static CancellationTokenSource Begin() => new(Limit);

    /// <summary>Waits until it holds.</summary>
    /// <exception cref="OperationCanceledException">It did not within the limit.</exception>
    public static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = Begin();
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), patience.Token);
        }
    }
}
