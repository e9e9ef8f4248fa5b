using Mobile.Features.Data;
using Mobile.Features.Sync;

namespace Mobile.Features.Push.Events;

/// <summary>
/// Where features write what happened, in the transaction in which it happens: what is rolled back is told to nobody, and what commits is
/// told once, whatever becomes of the process.
/// </summary>
public sealed class Outbox(DbSession db, PushEvents events, ClockMonitor monitor, TimeProvider clock)
{
    /// <exception cref="InvalidOperationException">No write is running.</exception>
    public Task AddAsync(IPushEvent happened)
    {
        var (type, json) = events.Write(happened);
        var now = clock.UnixMilliseconds();
        return db.ExecuteAsync(
            Sql.Insert,
            new { Id = Ids.New(clock), type, happened.UserId, json, occurredAt = monitor.TimeOfRow(), now, traceParent = PushActivity.TraceParent });
    }

    private static class Sql
    {
        public const string Insert = $"""
            INSERT INTO outbox (id, type, user_id, event, occurred_at, state, attempts, due_at, trace_parent, seq)
            SELECT @Id, @type, @UserId, @json, @occurredAt, 'pending', 0, @now, @traceParent, {Feed.LastOfUser}
            """;
    }
}
