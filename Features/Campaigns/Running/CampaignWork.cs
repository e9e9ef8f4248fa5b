using Mobile.Features.Data;

namespace Mobile.Features.Campaigns.Running;

/// <summary>Runs the campaigns in the role worker, and wakes when something is due. Several nodes may do it at once.</summary>
internal sealed partial class CampaignWork(CampaignRunner runner, TimeProvider clock, ILogger<CampaignWork> logger) : BackgroundService
{
    private readonly LogThrottle failures = new(clock);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var wait = await RunAsync(stoppingToken) - clock.GetUtcNow();
                await Task.Delay(wait < CampaignRunner.Look ? Later(wait.Value, TimeSpan.Zero) : CampaignRunner.Look, clock, stoppingToken);
            }
        }
        finally
        {
            await runner.DrainAsync();
        }
    }

    private async Task<DateTimeOffset?> RunAsync(CancellationToken stop)
    {
        try
        {
            return await runner.RunAsync(stop);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            if (failures.Admits(failure, out var others))
            {
                Log.Failed(logger, others, failure);
            }

            return null;
        }
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Campaigns were not run; each look tries again. Failures like it since this was logged last: {Others}")]
        public static partial void Failed(ILogger logger, int others, Exception exception);
    }
}
