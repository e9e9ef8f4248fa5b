using Mobile.Features.Data;

namespace Mobile.Features.Pipeline.Garbage;

/// <summary>
/// Collects the garbage of all features every few minutes, in batches so small that no writer waits long behind one. Several nodes may
/// collect at once: what one has deleted, the other does not find. While the clock is in
/// doubt nothing is collected.
/// </summary>
public sealed partial class GarbageCollector(
    IServiceScopeFactory scopes, ClockMonitor monitor, TimeProvider clock, ILogger<GarbageCollector> logger) : BackgroundService
{
    public const int Batch = 500;

    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>Collects all there is now; nothing where the clock is not trusted, which is asked again before each batch.</summary>
    /// <returns>Rows by the name of their <see cref="IGarbage"/>.</returns>
    public async Task<IReadOnlyDictionary<string, int>> CollectAsync(CancellationToken stop)
    {
        var collected = new Dictionary<string, int>(StringComparer.Ordinal);
        await monitor.CheckAsync(stop);
        await using var scope = scopes.CreateAsyncScope();
        foreach (var garbage in scope.ServiceProvider.GetServices<IGarbage>())
        {
            int rows;
            collected[garbage.Name] = 0;
            while (monitor.IsTrusted && (rows = await garbage.CollectAsync(Batch, stop)) > 0)
            {
                collected[garbage.Name] += rows;
            }
        }

        return collected;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => clock.EveryAsync(Interval, CollectOnceAsync, stoppingToken);

    private async Task CollectOnceAsync(CancellationToken stop)
    {
        try
        {
            foreach (var (name, rows) in (await CollectAsync(stop)).Where(entry => entry.Value > 0))
            {
                Log.Collected(logger, rows, name);
            }
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            // The store is busy or away, as a rule; what is left is collected the next time, and the process goes on in any case.
            Log.Failed(logger, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Collected {Rows} {Name}")]
        public static partial void Collected(ILogger logger, int rows, string name);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Garbage was not collected")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
