using Mobile.Features.Data;
using Mobile.Features.Push.Events;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Push;

/// <summary>
/// Makes pushes of events and sends what is due of them, every second, in the role worker. Several nodes may do it at once: each event and each
/// delivery is taken by one of them.
/// </summary>
internal sealed partial class PushDispatcher(
    IServiceScopeFactory scopes,
    IPushGateway gateway,
    BatchSender sender,
    PushLagMetrics metrics,
    ClockMonitor monitor,
    TimeProvider clock,
    ILogger<PushDispatcher> logger)
    : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private const int Chunk = 100;

    /// <summary>A push of an event goes to one user's devices: many small calls, most of whose time is waiting.</summary>
    private const int CallsAtOnce = 16;

    /// <summary>Quiet hours end within a day, of which one in a year has 25 hours; a gateway asks for an hour at most.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(26);

    private static readonly DueLimit[] DueLimits =
    [
        new("outbox", "state = 'pending'", EventExpansion.LongestRetry),
        new("deliveries", "state = 'queued' AND lane = 'event'", LongestWait),
    ];

    private readonly LogThrottle failures = new(clock);

    /// <summary>Does all there is to do now.</summary>
    public async Task RunOnceAsync(CancellationToken stop)
    {
        await InScopeAsync((ExpiredBatches expired) => expired.SettleAsync(stop));
        foreach (var limit in DueLimits)
        {
            await InScopeAsync((DbSession db) => limit.EnforceAsync(db, monitor, clock, stop));
        }

        while (await InScopeAsync((EventExpansion events) => events.ExpandDueAsync(Chunk, stop)) == Chunk)
        {
            await SendDueAsync(stop);
        }

        while (await SendDueAsync(stop))
        {
            // Until nothing is due.
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => clock.EveryAsync(Interval, RunAsync, stoppingToken);

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await RunOnceAsync(stop);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            if (failures.Admits(failure, out var others))
            {
                Log.Failed(logger, others, failure);
            }
        }
    }

    /// <returns>Whether any was due that nobody else has taken.</returns>
    private async Task<bool> SendDueAsync(CancellationToken stop)
    {
        metrics.Observe(await InScopeAsync((PushLags lags) => lags.ReadAsync(stop)));
        var due = await InScopeAsync((DeliveryClaims claims) => claims.DueEventsAsync(Chunk, stop));
        var options = new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = stop };
        var examined = 0;

        // What has begun is finished on shutdown: a call that is broken off leaves its devices unknown.
        await Parallel.ForEachAsync(due, options, async (push, _) => Interlocked.Add(ref examined, await SendAsync(push)));
        return examined > 0;
    }

    /// <returns>How many deliveries were due.</returns>
    private async Task<int> SendAsync(DuePush due)
    {
        var claim = await ClaimAsync(due);
        if (claim.Batch is { } batch)
        {
            await sender.SendAsync(batch);
        }

        return claim.Examined;
    }

    private async Task<Claim> ClaimAsync(DuePush due)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var push = await services.GetRequiredService<Pushes>().FindAsync(due.PushId, CancellationToken.None);
        var claims = services.GetRequiredService<DeliveryClaims>();
        return push is null
            ? Claim.Nothing
            : await services.GetRequiredService<DbSession>().WriteAsync(
                () => claims.ClaimAsync(push, due.Platform, gateway.MaxTargets, weeklyCap: null, CancellationToken.None), CancellationToken.None);
    }

    private async Task<T> InScopeAsync<TService, T>(Func<TService, Task<T>> work)
        where TService : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Pushes were not dispatched; each second tries again. Failures like it since this was logged last: {Others}")]
        public static partial void Failed(ILogger logger, int others, Exception exception);
    }
}
