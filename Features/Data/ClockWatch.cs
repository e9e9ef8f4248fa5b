namespace Mobile.Features.Data;

/// <summary>Lets the <see cref="ClockMonitor"/> look each minute, on every node.</summary>
internal sealed partial class ClockWatch(ClockMonitor monitor, TimeProvider clock, ILogger<ClockWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => clock.EveryAsync(Interval, CheckAsync, stoppingToken);

    private async Task CheckAsync(CancellationToken stop)
    {
        try
        {
            await monitor.CheckAsync(stop);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            Log.Failed(logger, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The clock was not compared with the database; the next minute tries again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
