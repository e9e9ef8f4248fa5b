using System.Collections.Concurrent;
using System.Net;
using Mobile.Features.Data;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>
/// Tells the hub what it has to know of devices. These calls may be repeated, so whatever was not certainly done stays to be done. Several
/// nodes may run it: the one that has the lease works, the others stand by.
/// </summary>
internal sealed partial class HubRegistrar(
    NotificationHubsClient client, HubPending pending, HubLease lease, IServiceScopeFactory scopes, TimeProvider clock, ILogger<HubRegistrar> logger)
    : BackgroundService
{
    private const int Batch = 100;
    private const int AtOnce = 8;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly LogThrottle failures = new(clock);
    private TimeSpan nextPause = Interval;

    /// <summary>When the next round may begin; after trouble that is later.</summary>
    public Deadline Resumes { get; private set; }

    /// <summary>Tells the hub of one batch of devices.</summary>
    public async Task<HubRound> RunOnceAsync(CancellationToken stop)
    {
        var generation = await GenerationAsync(stop);
        if (await pending.ReadAsync(generation, 1, stop) is [])
        {
            await lease.ReleaseAsync(stop);
            return HubRound.Idle;
        }

        if (!await lease.TakeAsync(stop))
        {
            return HubRound.StandsBy;
        }

        // Read under the lease: what was read before may have been overtaken.
        var devices = await pending.ReadAsync(generation, Batch, stop);
        var round = await TellAsync(devices, stop);
        await pending.ToldAsync(round, generation, CancellationToken.None);
        Pause(round);
        return round;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await lease.ReleaseAsync(cancellationToken);
        }
        catch (Exception failure)
        {
            Log.NotReleased(logger, failure);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => clock.EveryAsync(Interval, RunAsync, stoppingToken);

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (Resumes.HasPassed(clock) && (await RunOnceAsync(stop)).Told.Count > 0)
            {
                // There may be more.
            }
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            if (failures.Admits(failure, out var others))
            {
                Log.Failed(logger, others, failure);
            }
        }
    }

    private async Task<long> GenerationAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<HubGeneration>().ReadAsync(stop);
    }

    /// <summary>A few at once, and no new one where the lease could end before its answer, or after trouble.</summary>
    private async Task<HubRound> TellAsync(IReadOnlyList<PendingDevice> devices, CancellationToken stop)
    {
        var (told, refused) = (new ConcurrentBag<PendingDevice>(), new ConcurrentBag<PendingDevice>());
        HubReply? trouble = null;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce };
        await Parallel.ForEachAsync(devices, parallel, async (device, _) =>
        {
            if (trouble is not null || stop.IsCancellationRequested || lease.Left < CallTimeout)
            {
                return;
            }

            using var timeout = new CancellationTokenSource(CallTimeout, clock);
            var reply = await client.CallAsync(device.ToRequest(clock.GetUtcNow()), timeout.Token);
            if (IsTold(device, reply))
            {
                told.Add(device);
            }
            else if (reply.Status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge)
            {
                // It would be refused again: until it changes, it must not stand in the way of others.
                refused.Add(device);
                told.Add(device);
                Log.Refused(logger, device.Id, reply.Outcome);
            }
            else
            {
                trouble = reply;
            }
        });

        return new(told, refused, trouble);
    }

    private static bool IsTold(PendingDevice device, HubReply reply) => reply.IsSuccess || (!device.IsRegistered && reply.Status is HttpStatusCode.NotFound);

    private void Pause(HubRound round)
    {
        if (round.Trouble is null || round.Told.Count > 0)
        {
            nextPause = Interval;
        }

        if (round.Trouble is not { } trouble)
        {
            return;
        }

        var pause = trouble.RetryAfter ?? nextPause;
        nextPause = nextPause * 2 < LongestPause ? nextPause * 2 : LongestPause;
        Resumes = Deadline.After(clock, pause);
        Log.Paused(logger, pause.TotalSeconds, trouble.Outcome);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The hub refused device {DeviceId}: {Outcome}")]
        public static partial void Refused(ILogger logger, string deviceId, string outcome);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The hub is told of devices again in {Seconds} s: it answered {Outcome}")]
        public static partial void Paused(ILogger logger, double seconds, string outcome);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The lease could not be given back; it ends by itself")]
        public static partial void NotReleased(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The hub was not told of devices; each round tries again. Failures like it since this was logged last: {Others}")]
        public static partial void Failed(ILogger logger, int others, Exception exception);
    }
}

/// <summary>What a round of the registrar did.</summary>
/// <param name="Told">Devices that are settled.</param>
/// <param name="Refusals">Those of them that the hub refused for good.</param>
/// <param name="Trouble">The answer that ended the round before its time.</param>
internal sealed record HubRound(IReadOnlyCollection<PendingDevice> Told, IReadOnlyCollection<PendingDevice> Refusals, HubReply? Trouble = null)
{
    /// <summary>There is nothing to do.</summary>
    public static readonly HubRound Idle = new([], []) { IsIdle = true };

    /// <summary>Another process does it, or it is not the time.</summary>
    public static readonly HubRound StandsBy = new([], []);

    public int Refused => Refusals.Count;

    public bool IsIdle { get; private init; }
}
