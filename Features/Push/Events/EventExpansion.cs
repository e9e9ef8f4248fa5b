using System.Data.Common;
using Mobile.Features.Data;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Push.Events;

/// <summary>
/// Makes pushes of the events that are due. They commit together with the event's end, so it happens once, however many nodes try. An event
/// that cannot become a push is tried again later, and at last waits for a person as a dead letter.
/// </summary>
internal sealed partial class EventExpansion(
    DbSession db, PushEvents events, EventPushes pushes, TimeProvider clock, ILogger<EventExpansion> logger)
{
    /// <summary>After 1, 2, 4 and 8 minutes: long enough for a node of the build that wrote the event to take it over.</summary>
    public const int MaxAttempts = 5;

    /// <summary>Before the last attempt.</summary>
    public static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(8);

    /// <summary>A commit costs more than most events; and no other write waits long for so few.</summary>
    private const int PerWrite = 20;

    /// <returns>How many events were due; <paramref name="limit"/> when there may be more.</returns>
    public async Task<int> ExpandDueAsync(int limit, CancellationToken stop)
    {
        var due = await db.QueryAsync<OutboxRow>($"{Sql.Due} {db.Dialect.Limit}", new { now = clock.UnixMilliseconds(), limit }, stop);
        foreach (var rows in due.Chunk(PerWrite))
        {
            if (await ExpandAsync(rows, stop) is null)
            {
                continue;
            }

            // One event that nobody can tell must not keep all others from being told: each by itself.
            foreach (var row in rows)
            {
                if (await ExpandAsync([row], stop) is { } failure)
                {
                    await FailAsync(row, failure, stop);
                }
            }
        }

        return due.Count;
    }

    /// <summary>All or none of them.</summary>
    /// <returns>Why none; null where all are expanded.</returns>
    private async Task<Exception?> ExpandAsync(OutboxRow[] rows, CancellationToken stop)
    {
        try
        {
            return await db.WriteAsync<Exception?>(
                async () =>
                {
                    foreach (var row in rows)
                    {
                        await ExpandAsync(row);
                    }

                    return null;
                },
                stop);
        }
        catch (Exception failure) when (IsOfTheEvent(failure))
        {
            return failure;
        }
    }

    private async Task ExpandAsync(OutboxRow row)
    {
        using var span = PushActivity.StartExpansion(row);
        try
        {
            var happened = events.Read(row.Type, row.Event);
            var now = clock.GetUtcNow();
            if (await db.ExecuteAsync(Sql.End, new { row.Id, at = now.ToUnixTimeMilliseconds() }) == 1)
            {
                await pushes.WriteAsync(row, happened, now);
            }
        }
        catch (Exception failure)
        {
            span.Fail(failure);
            throw;
        }
    }

    private bool IsOfTheEvent(Exception failure) => failure is not OperationCanceledException && !db.Dialect.IsAway(failure);

    private async Task FailAsync(OutboxRow row, Exception cause, CancellationToken stop)
    {
        var attempts = row.Attempts + 1;
        var isDead = attempts >= MaxAttempts;
        var failure = cause is EventFailureException or PushTooLargeException ? cause.Message : cause.GetType().Name;
        var now = clock.GetUtcNow();
        var rows = await db.WriteAsync(
            () => db.ExecuteAsync(
                Sql.Fail,
                new
                {
                    row.Id,
                    before = row.Attempts,
                    attempts,
                    state = isDead ? OutboxStates.Dead : OutboxStates.Pending,
                    dueAt = now.AddMinutes(1 << (int)row.Attempts).ToUnixTimeMilliseconds(),
                    settledAt = isDead ? now.ToUnixTimeMilliseconds() : (long?)null,
                    failure,
                }),
            stop);
        if (rows == 1)
        {
            // A database quotes what it refuses.
            Log.Failed(logger, row.Type, row.Id, failure, attempts, cause is DbException ? null : cause);
        }
    }

    private static class Sql
    {
        public const string Due = """
            SELECT id AS Id, type AS Type, user_id AS UserId, event AS Event, occurred_at AS OccurredAt, attempts AS Attempts,
                trace_parent AS TraceParent, seq AS Seq
            FROM outbox
            WHERE state = 'pending' AND due_at <= @now
            ORDER BY due_at, id
            """;

        public const string End = "UPDATE outbox SET state = 'done', settled_at = @at, failure = NULL WHERE id = @Id AND state = 'pending'";

        public const string Fail = """
            UPDATE outbox
            SET state = @state, attempts = @attempts, due_at = @dueAt, settled_at = @settledAt, failure = @failure
            WHERE id = @Id AND state = 'pending' AND attempts = @before
            """;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The event {Type} {Id} could not become a push (attempt {Attempt}): {Failure}")]
        public static partial void Failed(ILogger logger, string type, string id, string failure, long attempt, Exception? exception);
    }
}
