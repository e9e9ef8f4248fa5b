using System.Data.Common;
using Mobile.Features.Data;

namespace Mobile.Features.Versions.Traffic;

/// <summary>
/// Writes down what was counted, every fifteen seconds and when the process ends: a crash loses no more. What could not be written is
/// written later, once, under the id under which it was tried before.
/// </summary>
internal sealed partial class TrafficFlush(
    TrafficRecorder traffic,
    SignalRecorder signals,
    SeenDevices devices,
    ActiveDevices active,
    TrafficMetrics metrics,
    Database database,
    TimeProvider clock,
    ILogger<TrafficFlush> logger)
    : PeriodicFlush(TrafficFlush.Interval, clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly LogThrottle failures = new(clock);
    private Unwritten? unwritten;

    protected override async Task WriteAsync(CancellationToken cancellationToken)
    {
        await WriteTrafficAsync(cancellationToken);
        await WriteDevicesAsync(cancellationToken);
    }

    protected override void Report(Exception failure)
    {
        if (failures.Admits(failure, out var others))
        {
            Log.Failed(logger, others, failure);
        }
    }

    private async Task WriteTrafficAsync(CancellationToken stop)
    {
        if (unwritten is { } before)
        {
            await WriteAsync(before, stop);
            unwritten = null;
        }

        var (counts, seen) = (traffic.Take(), signals.Take());
        if (counts.Count + seen.Count > 0)
        {
            metrics.Add(counts);
            metrics.Add(seen);
            unwritten = new(Ids.New(Clock), counts, seen);
            await WriteAsync(unwritten, stop);
            unwritten = null;
        }
    }

    private async Task WriteAsync(Unwritten batch, CancellationToken stop)
    {
        try
        {
            await database.WriteAsync(unit => InsertAsync(unit, batch, TrafficTime.MinuteOf(Clock.UnixMilliseconds()), stop), stop);
        }
        catch (DbException written) when (database.Dialect.IsUniqueViolation(written))
        {
            // The time before had failed for us, but not for the database.
        }
    }

    private static async Task<int> InsertAsync(DbUnit unit, Unwritten batch, long startsAt, CancellationToken stop) =>
        await unit.ExecuteAsync(Sql.Insert, batch.Rows(startsAt), stop) + await unit.ExecuteAsync(Sql.InsertSignals, batch.SignalRows(startsAt), stop);

    private async Task WriteDevicesAsync(CancellationToken stop)
    {
        var seen = devices.Take();
        var written = 0;
        try
        {
            foreach (var chunk in seen.Chunk(ActiveDevices.Chunk))
            {
                await active.WriteAsync(chunk, stop);
                written += chunk.Length;
            }
        }
        finally
        {
            devices.Return(seen.Skip(written));
        }
    }

    private sealed record Unwritten(string FlushId, IReadOnlyList<TrafficCount> Counts, IReadOnlyList<SignalCount> Signals)
    {
        public IEnumerable<object> Rows(long startsAt) => Counts.Select((count, line) => new
        {
            FlushId,
            line,
            startsAt,
            count.Operation.Version,
            count.App.Platform,
            AppVersion = count.App.Version,
            count.Operation.Endpoint,
            count.StatusClass,
            count.Requests,
        });

        public IEnumerable<object> SignalRows(long startsAt) =>
            Signals.Select((count, line) => new { FlushId, line, startsAt, count.Signal, count.Requests });
    }

    private static class Sql
    {
        public const string Insert = """
            INSERT INTO traffic_minutes (flush_id, line, starts_at, api_version, platform, app_version, endpoint, status_class, requests)
            VALUES (@FlushId, @line, @startsAt, @Version, @Platform, @AppVersion, @Endpoint, @StatusClass, @Requests)
            """;

        public const string InsertSignals = """
            INSERT INTO signal_minutes (flush_id, line, starts_at, signal, requests) VALUES (@FlushId, @line, @startsAt, @Signal, @Requests)
            """;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Traffic was not written down; it is kept for the next time. Failures like it since this was logged last: {Others}")]
        public static partial void Failed(ILogger logger, int others, Exception exception);
    }
}
