using Mobile.Features.Data;
using Mobile.Features.Devices;

namespace Mobile.Features.Push.Sending;

/// <summary>Writes what became of a batch: once, or a second time when the answer came after the lease had ended and nobody has decided yet.</summary>
public sealed class BatchSettlement(DbSession db, PushCounts counts, BatchDivision division, TimeProvider clock)
{
    /// <summary>The state of a batch whose deliveries are queued again in parts.</summary>
    public const string Divided = "divided";

    /// <summary>The lease of the batch has ended without a word from its worker.</summary>
    public const string LeaseExpired = "lease-expired";

    private const int MaxAttempts = 3;

    /// <summary>How long a delivery waits that was not taken, where the gateway does not say.</summary>
    private static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(5);

    /// <summary>Writes what the call of a batch brought.</summary>
    /// <returns>In which state the batch is now; null when it was settled before.</returns>
    public Task<string?> SettleAsync(SendBatch batch, SendResult result, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            await counts.LockAsync(batch.Push.Id, batch.Push.Lane);
            var history = result.IsMalformed ? await division.HistoryAsync(batch.Push.Id, batch.Platform.Name()) : null;
            var state = history is { IsPushAtFault: false } && batch.Targets.Count > 1 ? Divided : StateOf(result);
            if (!await SettleInAsync(batch.Id, batch.Push, result, state, history))
            {
                return null;
            }

            if (history is not null && batch.Targets is [var only])
            {
                await SuspectAsync(only, history);
            }

            return state;
        },
        stop);

    /// <summary>Writes that nobody knows what became of a batch.</summary>
    /// <returns>False when it was settled before.</returns>
    public Task<bool> ExpireAsync(string batchId, StoredPush push, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            await counts.LockAsync(push.Id, push.Lane);
            return await SettleInAsync(batchId, push, new(SendOutcome.Unknown, LeaseExpired), DeliveryStates.Unknown, history: null);
        },
        stop);

    private static string StateOf(SendResult result) => result.Outcome switch
    {
        SendOutcome.Accepted => DeliveryStates.Sent,
        SendOutcome.Refused => DeliveryStates.Failed,
        SendOutcome.NotTaken => DeliveryStates.Queued,
        _ => DeliveryStates.Unknown,
    };

    /// <summary>
    /// A device that was refused alone is at fault where others got the same push. Where none has, it may be the push: then the hub is told of the
    /// device once more, which names its handle and no push.
    /// </summary>
    private Task<int> SuspectAsync(PushTarget only, PushHistory history) => db.ExecuteAsync(
        history.IsAccepted ? Sql.NoteRefusal : Sql.AskHub,
        new { only.DeviceId, Hash = PushHandle.Hash(only.Handle), now = clock.UnixMilliseconds() });

    /// <param name="history">Of a push that was refused as malformed.</param>
    private async Task<bool> SettleInAsync(string batchId, StoredPush push, SendResult result, string state, PushHistory? history)
    {
        var now = clock.UnixMilliseconds();
        var batch = new { batchId, state, result.Reason, now, result.NotificationId };
        var isNews = await db.ExecuteAsync(Sql.SettleBatch, batch) == 1;
        if (!isNews && await db.ExecuteAsync(Sql.CorrectBatch, batch) == 0)
        {
            return false;
        }

        var from = isNews ? DeliveryStates.Sending : DeliveryStates.Unknown;
        if (state != DeliveryStates.Sent)
        {
            await MoveAsync(Sql.SettleOpened, from, DeliveryStates.Sent, attempts: 0);
        }

        if (result.Outcome is SendOutcome.Unknown && push is { RetriesUnknown: true, Content.CollapseId: not null })
        {
            await MoveAsync(Sql.Retry, from, DeliveryStates.Queued, attempts: MaxAttempts);
        }

        if (state == Divided)
        {
            await division.DivideAsync(batchId, push, Counted(from), history!.IsAccepted ? 0 : BatchDivision.Probes);
            return true;
        }

        await MoveAsync(Sql.Settle, from, state, attempts: 0);
        return true;

        async Task MoveAsync(Func<string, string> sql, string before, string after, int attempts)
        {
            var waits = after == DeliveryStates.Queued;
            var reason = waits || after == DeliveryStates.Sent ? null : result.Reason;
            var moved = await db.ExecuteAsync(sql(before), new
            {
                batchId,
                pushId = push.Id,
                after,
                reason,
                now,
                attempts,
                Due = now + (long)(result.RetryAfter ?? DefaultRetry).TotalMilliseconds,
                Waits = waits ? 1 : 0,
                NeedsAttention = after is DeliveryStates.Unknown or DeliveryStates.Failed ? 1 : 0,
            });
            await counts.MoveAsync(push.Id, push.Lane, Counted(before), new(after, reason), moved);
        }
    }

    /// <summary>An unknown delivery of a batch that is corrected became so by its lease.</summary>
    private static Count Counted(string before) => new(before, before == DeliveryStates.Unknown ? LeaseExpired : null);

    /// <summary>
    /// Which deliveries belong to <c>@batchId</c> of <c>@pushId</c>, as SQL. Of a million those that wait for a person are found by an index of
    /// theirs, which the database takes for nothing else.
    /// </summary>
    internal static string Members(string before) => before == DeliveryStates.Sending
        ? "batch_id = @batchId AND state = 'sending'"
        : $"""
        push_id = @pushId AND state = 'unknown' AND device_id IN (
            SELECT device_id FROM deliveries
            WHERE push_id = @pushId AND state = 'unknown' AND reason = '{LeaseExpired}' AND batch_id = @batchId AND attention_at IS NOT NULL)
        """;

    private static class Sql
    {
        private const string IsOnly = "id = @DeviceId AND push_handle_hash = @Hash";

        public const string NoteRefusal = $"{HubRefusal.Note} AND {IsOnly}";
        public const string AskHub = $"{HubRefusal.AskHub} AND {IsOnly}";

        public const string SettleBatch = """
            UPDATE push_batches SET state = @state, reason = @Reason, settled_at = @now, notification_id = @NotificationId
            WHERE id = @batchId AND state = 'sending'
            """;

        /// <summary>The worker was slow, not dead, and knows after all.</summary>
        public const string CorrectBatch = $"""
            UPDATE push_batches SET state = @state, reason = @Reason, settled_at = @now, notification_id = @NotificationId
            WHERE id = @batchId AND state = 'unknown' AND reason = '{LeaseExpired}' AND @state <> 'unknown'
            """;

        public static string Settle(string before) => $"""
            UPDATE deliveries
            SET state = @after, reason = @reason,
                settled_at = CASE WHEN @Waits = 1 THEN NULL ELSE @now END,
                attention_at = CASE WHEN @NeedsAttention = 1 THEN @now ELSE NULL END,
                due_at = CASE WHEN @Waits = 1 THEN @Due ELSE due_at END,
                attempted_at = CASE WHEN @Waits = 1 AND attempts = 1 THEN NULL ELSE attempted_at END,
                attempts = CASE WHEN @Waits = 1 THEN attempts - 1 ELSE attempts END,
                batch_id = CASE WHEN @Waits = 1 THEN NULL ELSE batch_id END,
                part_id = CASE WHEN @Waits = 1 THEN part_id END
            WHERE {Members(before)}
            """;

        /// <summary>What was opened meanwhile has arrived, by this attempt or by an earlier one.</summary>
        public static string SettleOpened(string before) => $"{Settle(before)} AND opened_at IS NOT NULL";

        /// <summary>The attempt counts: it may have arrived.</summary>
        public static string Retry(string before) => $"""
            UPDATE deliveries
            SET state = @after, reason = @reason, due_at = @Due, batch_id = NULL, settled_at = NULL, attention_at = NULL
            WHERE {Members(before)} AND attempts < @attempts
            """;
    }
}
