using Mobile.Features.Data;
using Mobile.Features.Devices;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>
/// Asks the hub what the platforms said of accepted sends, and unregisters devices whose handles are dead. Several nodes may ask at
/// once; a handle dies once.
/// </summary>
internal sealed partial class HubFeedback(
    NotificationHubsClient client, FeedbackReports reports, Database database, HubOptions hub, TimeProvider clock, ILogger<HubFeedback> logger) : BackgroundService
{
    private const int Page = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>How long the hub takes for a send, as a rule; its document says that it may be half an hour.</summary>
    private static readonly TimeSpan AskAfter = TimeSpan.FromMinutes(1);

    /// <summary>The hub forgets the address of the report after five days; what is not told within one is not waited for.</summary>
    private static readonly TimeSpan AskWithin = TimeSpan.FromDays(1);

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Asks about every send that has not been told of.</summary>
    /// <returns>How many devices were unregistered.</returns>
    public async Task<int> RunOnceAsync(CancellationToken stop)
    {
        var pruned = 0;
        var after = (StartedAt: clock.UnixMilliseconds(ago: AskWithin), Id: "");
        while (await SendsAfterAsync(after.StartedAt, after.Id, stop) is { Count: > 0 } sends)
        {
            foreach (var send in sends)
            {
                if (await AskAsync(send, stop) is not { } feedback)
                {
                    continue;
                }

                foreach (var dead in feedback.Where(entry => entry.IsDead))
                {
                    pruned += await PruneAsync(dead, stop);
                }

                await database.WriteAsync(unit => unit.ExecuteAsync(Sql.Told, new { send.Id, now = clock.UnixMilliseconds() }, stop), stop);
            }

            after = (sends[^1].StartedAt, sends[^1].Id);
        }

        return pruned;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => clock.EveryAsync(Interval, RunAsync, stoppingToken);

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            if (await RunOnceAsync(stop) is > 0 and var pruned)
            {
                Log.Pruned(logger, pruned);
            }
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            Log.Failed(logger, failure.GetType().Name);
        }
    }

    private Task<IReadOnlyList<AcceptedSend>> SendsAfterAsync(long startedAt, string id, CancellationToken stop) => database.ReadAsync(
        unit => unit.QueryAsync<AcceptedSend>(
            Sql.Sends + unit.Dialect.Limit, new { startedAt, id, until = clock.UnixMilliseconds(ago: AskAfter), limit = Page }, stop),
        stop);

    /// <returns>Null where the hub does not say yet, or does not answer.</returns>
    private async Task<IReadOnlyList<PnsFeedback>?> AskAsync(AcceptedSend send, CancellationToken stop)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(CallTimeout);
        var reply = await client.CallAsync(HubRequests.Telemetry(send.NotificationId), timeout.Token);
        return !reply.IsSuccess || MessageTelemetry.TryParse(reply.Body) is not { IsOver: true } telemetry ? null
            : telemetry.Errors is { } address && IsTrusted(address) ? await reports.ReadAsync(address, timeout.Token)
            : [];
    }

    /// <summary>The address comes from outside: it is asked without any key, and in the clear only on this machine.</summary>
    private bool IsTrusted(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.IsLoopback && hub.Connection.Address.IsLoopback);

    /// <summary>A device that was seen since has said that it lives.</summary>
    private Task<int> PruneAsync(PnsFeedback dead, CancellationToken stop) => database.WriteAsync(
        unit => unit.ExecuteAsync(
            Sql.Prune,
            new
            {
                platform = dead.Platform,
                hash = PushHandle.Hash(dead.Handle),
                deadAt = dead.At.ToUnixTimeMilliseconds(),
                now = clock.UnixMilliseconds(),
                reason = UnregisteredReasons.HandleDead,
            },
            stop),
        stop);

    private sealed class AcceptedSend
    {
        public string Id { get; init; } = "";

        public string NotificationId { get; init; } = "";

        public long StartedAt { get; init; }
    }

    private static class Sql
    {
        public const string Sends = """
            SELECT id, notification_id AS NotificationId, started_at AS StartedAt FROM push_batches
            WHERE notification_id IS NOT NULL AND feedback_at IS NULL
                AND started_at >= @startedAt AND (started_at > @startedAt OR id > @id) AND started_at < @until
            ORDER BY started_at, id
            """ + " ";

        public const string Told = "UPDATE push_batches SET feedback_at = @now WHERE id = @Id";

        public const string Prune = $"{Unregistration.End} AND platform = @platform AND push_handle_hash = @hash AND last_seen_at <= @deadAt";
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Unregistered {Devices} devices whose handles are dead")]
        public static partial void Pruned(ILogger logger, int devices);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The hub's feedback was not read ({Failure}); the next minute tries again")]
        public static partial void Failed(ILogger logger, string failure);
    }
}
