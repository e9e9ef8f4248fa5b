using Mobile.Features.Data;
using Mobile.Features.Versions.Adoption;

namespace Mobile.Features.Versions.Traffic;

/// <summary>
/// Sums the traffic and counts the active devices, in the role worker. Several nodes may do it at once. While the clock is in doubt nothing is
/// summed: what is over cannot be summed again.
/// </summary>
internal sealed partial class TrafficWork(
    TrafficRollup rollup, ActiveRollup active, AdoptionDays days, ClockMonitor monitor, TimeProvider clock, ILogger<TrafficWork> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => clock.EveryAsync(Interval, SumAsync, stoppingToken);

    private async Task SumAsync(CancellationToken stop)
    {
        try
        {
            await active.CountAsync(stop);
            if (monitor.IsTrusted)
            {
                await rollup.RollUpAsync(stop);
                await days.KeepAsync(stop);
            }
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            Log.Failed(logger, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Traffic was not summed; the next minute tries again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
