using Mobile.Features.Data;

namespace Mobile.Features.Devices;

/// <summary>Counts the devices, in the role worker. Several nodes may do it at once.</summary>
internal sealed partial class DevicesWork(DeviceCounting counting, TimeProvider clock, ILogger<DevicesWork> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => clock.EveryAsync(DeviceCounting.AtLeast, CountAsync, stoppingToken);

    private async Task CountAsync(CancellationToken stop)
    {
        try
        {
            await counting.CountWhenDueAsync(stop);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            Log.Failed(logger, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Devices were not counted; a later minute tries again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
