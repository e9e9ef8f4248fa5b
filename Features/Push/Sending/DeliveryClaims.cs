using Mobile.Features.Data;
using Mobile.Features.Devices;
using Mobile.Features.Sync;

namespace Mobile.Features.Push.Sending;

/// <summary>
/// Takes deliveries whose time has come, for one call to the gateway. Marking them as being sent is committed before the call, so whatever
/// happens to this process nobody sends them a second time. Whoever refuses the push by now, or must not be disturbed, is left out here.
/// </summary>
public sealed class DeliveryClaims(
    DbSession db, PushCounts counts, Feed feed, PushWorker worker, DeviceZones zones, ClockMonitor monitor, TimeProvider clock)
{
    /// <summary>Orders the claims of all campaigns, so that two of them cannot both be a user's last one of the week.</summary>
    private const string CapFeed = "push-weekly-cap";

    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>Claims deliveries of the push that are due on the platform. Within a write; the batch is sent after its commit.</summary>
    /// <param name="limit">How many at most; those that are left out are among them.</param>
    /// <param name="weeklyCap">How many other campaigns of the last seven days a user may have had; null for any number.</param>
    public async Task<Claim> ClaimAsync(StoredPush push, PushPlatform platform, int limit, int? weeklyCap, CancellationToken stop)
    {
        if (weeklyCap is not null)
        {
            await feed.NextAsync(CapFeed, stop);
        }

        await counts.LockAsync(push.Id, push.Lane);
        var (now, leaseEnds) = (clock.GetUtcNow(), Deadline.After(clock, SendBatch.Lease));
        var batchId = Ids.New(clock);
        var due = new { pushId = push.Id, platform = platform.Name(), now = now.ToUnixTimeMilliseconds() };
        var part = await db.FindAsync<string>(Sql.NextPart, due, stop);
        var key = new { due.pushId, push.Lane, due.platform, batchId, due.now, limit, part };
        var taken = await db.ExecuteAsync(part is null ? Sql.Take(push.Lane, db.Dialect) : Sql.TakePart(db.Dialect), key);
        if (taken == 0)
        {
            return Claim.Nothing;
        }

        var deliveries = await db.QueryAsync<ClaimedDelivery>(Sql.Taken(push.Content.Category), new { batchId }, stop);
        var satisfied = weeklyCap is { } cap ? await SatisfiedAsync(push.Id, batchId, cap, now, stop) : [];
        var decided = deliveries.ToLookup(delivery => delivery.Decide(push, platform, satisfied.Contains(delivery.UserId), zones, now, monitor.IsTrusted));
        foreach (var held in decided.Where(group => group.Key is not null))
        {
            await HoldAsync(push, held.Key!.Value, [.. held.Select(delivery => delivery.DeviceId)]);
        }

        var targets = decided[null].Select(delivery => delivery.Target).ToList();
        if (targets.Count == 0)
        {
            return new(taken, null);
        }

        await counts.MoveAsync(push.Id, push.Lane, new(DeliveryStates.Queued), new(DeliveryStates.Sending), targets.Count);
        await db.ExecuteAsync(Sql.Attempt, key);
        var leasedUntil = (now + SendBatch.Lease).ToUnixTimeMilliseconds();
        await db.ExecuteAsync(Sql.InsertBatch, new { key.pushId, key.platform, batchId, key.now, Devices = targets.Count, worker.Name, leasedUntil });
        return new(taken, new SendBatch(batchId, push, platform, targets, leaseEnds));
    }

    /// <summary>The pushes of events that are due, the longest due first.</summary>
    public Task<IReadOnlyList<DuePush>> DueEventsAsync(int limit, CancellationToken stop) =>
        db.QueryAsync<DuePush>(Sql.DueEvents(db.Dialect), new { now = clock.UnixMilliseconds(), limit }, stop);

    /// <summary>The users of the batch who have had as many campaigns as they are to have.</summary>
    private async Task<HashSet<string>> SatisfiedAsync(string pushId, string batchId, int cap, DateTimeOffset now, CancellationToken stop)
    {
        var since = (now - Week).ToUnixTimeMilliseconds();
        return [.. await db.QueryAsync<string>(Sql.Satisfied, new { pushId, batchId, cap, since }, stop)];
    }

    private async Task HoldAsync(StoredPush push, Held held, IReadOnlyList<string> deviceIds)
    {
        var settledAt = held.Reason is null ? (long?)null : clock.UnixMilliseconds();
        var attentionAt = held.State == DeliveryStates.Unknown ? settledAt : null;
        foreach (var ids in deviceIds.InParts())
        {
            await db.ExecuteAsync(Sql.Hold, new { pushId = push.Id, ids, held.State, held.Reason, held.DueAt, settledAt, attentionAt });
        }

        if (held.Reason is not null)
        {
            await counts.MoveAsync(push.Id, push.Lane, new(DeliveryStates.Queued), new(held.State, held.Reason), deviceIds.Count);
        }
    }

    private static class Sql
    {
        /// <summary>
        /// By way of the user's devices, whether registered or not: an index of deliveries by user would be written all over with each claim, and
        /// costs three times as much as the claim itself. SQLite joins in the order in which CROSS JOIN names the tables.
        /// </summary>
        public const string Satisfied = """
            SELECT mine.user_id
            FROM deliveries mine CROSS JOIN devices own CROSS JOIN pushes recent CROSS JOIN deliveries other
            WHERE mine.batch_id = @batchId AND mine.state = 'sending'
                AND own.user_id = mine.user_id
                AND recent.lane = 'campaign' AND recent.attempted_at > @since AND recent.id <> @pushId
                AND other.push_id = recent.id AND other.device_id = own.id AND other.user_id = mine.user_id
                AND other.attempted_at > @since AND other.state IN ('sending', 'sent', 'unknown')
            GROUP BY mine.user_id
            HAVING COUNT(DISTINCT other.push_id) >= @cap
            """;

        public const string Hold = """
            UPDATE deliveries
            SET state = @State, reason = @Reason, due_at = CASE WHEN @Reason IS NULL THEN @DueAt ELSE due_at END, settled_at = @settledAt,
                attention_at = @attentionAt, batch_id = NULL, part_id = NULL,
                attempted_at = CASE WHEN attempts = 1 THEN NULL ELSE attempted_at END, attempts = attempts - 1
            WHERE push_id = @pushId AND device_id IN @ids AND state = 'sending'
            """;

        public const string Attempt = "UPDATE pushes SET attempted_at = @now WHERE id = @pushId";

        public const string InsertBatch = """
            INSERT INTO push_batches (id, push_id, platform, devices, worker, state, started_at, leased_until)
            VALUES (@batchId, @pushId, @platform, @Devices, @Name, 'sending', @now, @leasedUntil)
            """;

        /// <summary>Of what was divided, the smallest part.</summary>
        public const string NextPart = """
            SELECT MAX(part_id) FROM deliveries
            WHERE push_id = @pushId AND platform = @platform AND state = 'queued' AND part_id IS NOT NULL AND due_at <= @now
            """;

        public static string TakePart(ISqlDialect dialect) => $"""
            {Mark} (
                SELECT device_id FROM deliveries
                WHERE push_id = @pushId AND platform = @platform AND due_at <= @now AND state = 'queued' AND part_id IS NOT NULL AND part_id = @part
                ORDER BY due_at {dialect.Limit})
            """;

        private const string Mark = """
            UPDATE deliveries
            SET state = 'sending', batch_id = @batchId, attempted_at = @now, attempts = attempts + 1
            WHERE push_id = @pushId AND state = 'queued' AND device_id IN
            """;

        public static string DueEvents(ISqlDialect dialect) => $"""
            SELECT push_id AS PushId, platform AS PlatformName
            FROM (
                SELECT push_id, platform, due_at FROM deliveries
                WHERE state = 'queued' AND lane = 'event' AND due_at <= @now
                ORDER BY due_at {dialect.Limit}) AS due
            GROUP BY push_id, platform
            ORDER BY MIN(due_at)
            """;

        /// <summary>The lane and the state stand in the text, so that the index of what is due can be used.</summary>
        public static string Take(string lane, ISqlDialect dialect) => $"""
            {Mark} (
                SELECT device_id FROM deliveries
                WHERE push_id = @pushId AND platform = @platform AND due_at <= @now AND state = 'queued' AND lane = '{lane}'
                ORDER BY due_at {dialect.Limit})
            """;

        public static string Taken(PushCategory category) => $"""
            SELECT taken.device_id AS DeviceId, taken.user_id AS UserId, device.user_id AS DeviceUserId, device.platform AS DevicePlatform,
                device.push_handle AS Handle, device.hub_refused_at AS HubRefusedAt,
                device.time_zone AS TimeZone, device.{category.Column()} AS Allowed,
                device.quiet_from AS QuietFrom, device.quiet_to AS QuietTo, taken.attempts AS Attempts
            FROM deliveries taken
            LEFT JOIN devices device ON device.id = taken.device_id AND device.unregistered_at IS NULL
            WHERE taken.batch_id = @batchId AND taken.state = 'sending'
            """;
    }
}

/// <summary>A push of which deliveries are due on a platform.</summary>
public sealed record DuePush(string PushId, string PlatformName)
{
    public PushPlatform Platform => PushPlatforms.Parse(PlatformName);
}

/// <summary>What a claim brought.</summary>
/// <param name="Examined">How many deliveries were due and looked at; 0 when none is left for now.</param>
/// <param name="Batch">Those of them that are to be sent; null when each was left out.</param>
public sealed record Claim(int Examined, SendBatch? Batch)
{
    public static readonly Claim Nothing = new(0, null);
}
