using Mobile.Features.Data;

namespace Mobile.Features.Push.Sending;

/// <summary>Changes many deliveries of one push that nobody is sending, in parts: each call changes at most <see cref="Part"/> of them in one short transaction.</summary>
public sealed class DeliveryChanges(DbSession db, PushCounts counts, TimeProvider clock)
{
    public const int Part = 1000;

    /// <summary>Adds a delivery for each device that is chosen. Within a write.</summary>
    /// <param name="source">SQL that gives rows of <c>device_id, user_id, platform, state, reason, due_at</c>; the state is queued or suppressed.</param>
    /// <param name="parameters">Those of <paramref name="source"/>, and <c>pushId</c>, <c>lane</c> and <c>now</c>.</param>
    /// <returns>How many were added.</returns>
    public Task<int> AddAsync(string source, object parameters) => db.ExecuteAsync(Sql.Add(source), parameters);

    /// <summary>Unknown ones, sent again: a person says so, and some devices may then show the push twice.</summary>
    /// <returns>How many; 0 when none is left.</returns>
    public Task<int> RetryUnknownAsync(StoredPush push, CancellationToken stop) => RequeueAsync(push, DeliveryStates.Unknown, "attempts = 1", stop);

    /// <summary>Dead letters, sent again.</summary>
    /// <returns>How many; 0 when none is left.</returns>
    public Task<int> RetryFailedAsync(StoredPush push, CancellationToken stop) => RequeueAsync(push, DeliveryStates.Failed, "attempts = 0, attempted_at = NULL", stop);

    /// <summary>Unknown ones that a person takes for delivered.</summary>
    /// <returns>How many; 0 when none is left.</returns>
    public Task<int> AssumeDeliveredAsync(StoredPush push, CancellationToken stop) =>
        ChangeAsync(push, Sql.OfAttention(DeliveryStates.Unknown), "state = 'sent', reason = NULL, attention_at = NULL, settled_at = @now", _ => new(DeliveryStates.Sent), stop);

    /// <summary>Those that wait are not sent any more; what an earlier attempt may have brought is in doubt again.</summary>
    /// <returns>How many; 0 when none is left.</returns>
    public Task<int> SuppressQueuedAsync(StoredPush push, string reason, CancellationToken stop) => ChangeAsync(
        push,
        Sql.OfQueued(push.Lane),
        "state = @newState, reason = @newReason, settled_at = @now, attention_at = CASE WHEN @newState = 'unknown' THEN @now END",
        member => new(member.Attempts > 0 ? DeliveryStates.Unknown : DeliveryStates.Suppressed, reason),
        stop);

    /// <summary>Those that wait or are being sent may have been sent, which this database does not know: each of them may then be opened, too.</summary>
    /// <returns>How many; 0 when none is left.</returns>
    public async Task<int> DoubtAsync(StoredPush push, string reason, CancellationToken stop) =>
        await DoubtAsync(push, Sql.OfQueued(push.Lane), reason, stop) + await DoubtAsync(push, Sql.OfSending, reason, stop);

    private Task<int> DoubtAsync(StoredPush push, string members, string reason, CancellationToken stop) => ChangeAsync(
        push,
        members,
        """
        state = 'unknown', reason = @newReason, attention_at = @now, settled_at = @now, batch_id = NULL,
        attempted_at = COALESCE(attempted_at, @now)
        """,
        _ => new(DeliveryStates.Unknown, reason),
        stop);

    /// <param name="attempts">What is known of the attempts so far: one that may have arrived may yet be opened.</param>
    private Task<int> RequeueAsync(StoredPush push, string state, string attempts, CancellationToken stop) => ChangeAsync(
        push,
        Sql.OfAttention(state),
        $"state = 'queued', reason = NULL, attention_at = NULL, settled_at = NULL, batch_id = NULL, due_at = @now, {attempts}",
        _ => new(DeliveryStates.Queued),
        stop);

    private Task<int> ChangeAsync(
        StoredPush push, string members, string change, Func<Member, Count> after, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            await counts.LockAsync(push.Id, push.Lane);
            var part = await db.QueryAsync<Member>($"{members} {db.Dialect.Limit}", new { pushId = push.Id, limit = Part }, stop);
            var now = clock.UnixMilliseconds();
            foreach (var group in part.GroupBy(member => (Before: new Count(member.State, member.Reason), After: after(member))))
            {
                var (before, next) = group.Key;
                var changed = 0;
                foreach (var ids in group.Select(member => member.DeviceId).InParts())
                {
                    changed += await db.ExecuteAsync(Sql.Change(change), new { pushId = push.Id, ids, before.State, newState = next.State, newReason = next.Reason, now });
                }

                await counts.MoveAsync(push.Id, push.Lane, before, next, changed);
            }

            return part.Count;
        },
        stop);

    private sealed class Member
    {
        public required string DeviceId { get; init; }

        public required string State { get; init; }

        public string? Reason { get; init; }

        /// <summary>Read of those that wait.</summary>
        public long Attempts { get; init; }
    }

    private static class Sql
    {
        public const string OfSending = """
            SELECT device_id AS DeviceId, state AS State, reason AS Reason
            FROM deliveries WHERE push_id = @pushId AND state = 'sending' ORDER BY device_id
            """;

        public static string Add(string source) => $"""
            INSERT INTO deliveries (push_id, device_id, lane, user_id, platform, state, reason, due_at, attempts, settled_at)
            SELECT @pushId, device_id, @lane, user_id, platform, state, reason, due_at, 0, CASE WHEN state = 'queued' THEN NULL ELSE @now END
            FROM ({source}) AS chosen
            """;

        public static string OfAttention(string state) => $"""
            SELECT device_id AS DeviceId, state AS State, reason AS Reason
            FROM deliveries WHERE push_id = @pushId AND state = '{state}' AND attention_at IS NOT NULL ORDER BY reason, batch_id
            """;

        public static string OfQueued(string lane) => $"""
            SELECT device_id AS DeviceId, state AS State, reason AS Reason, attempts AS Attempts
            FROM deliveries WHERE push_id = @pushId AND state = 'queued' AND lane = '{lane}' ORDER BY platform, due_at
            """;

        public static string Change(string change) => $"UPDATE deliveries SET {change} WHERE push_id = @pushId AND device_id IN @ids AND state = @State";
    }
}
