using Mobile.Features.Versions.Adoption;

namespace Mobile.Features.Versions.Traffic;

/// <summary>Sums the traffic and counts the active devices, in the role worker. Several nodes may do it at once.</summary>
internal sealed partial class TrafficWork(TrafficRollup rollup, AdoptionDays days, TimeProvider clock, ILogger<TrafficWork> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await rollup.RollUpAsync(stoppingToken);
                await days.CountAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, failure);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Traffic was not summed; the next minute tries again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
