using System.Text;
using Mobile.Features.Data;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Push.Events;

/// <summary>Writes the pushes of an event: one for each wording, and a delivery to each device that is told so.</summary>
internal sealed class EventPushes(DbSession db, Pushes pushes, DeepLinks links, TimeProvider clock)
{
    /// <exception cref="PushTooLargeException">A platform would refuse what the event says.</exception>
    /// <exception cref="EventFailureException">So would the store.</exception>
    public async Task WriteAsync(OutboxRow row, IPushEvent happened, DateTimeOffset now)
    {
        var devices = await db.QueryAsync<EventDevice>(EventDevice.OfUser, new { row.UserId }, CancellationToken.None);
        foreach (var told in devices.GroupBy(device => happened.ToPush(device.Locale)))
        {
            var push = ToStored(row, told.Key);
            var others = new { row.UserId, told.Key.CollapseId, row.Id, row.Seq, at = now.ToUnixTimeMilliseconds() };
            await db.ExecuteAsync(Sql.SupersedeEarlier, others);
            var knowLater = await db.QueryAsync<string>(Sql.DevicesThatKnowLater, others, CancellationToken.None);
            await pushes.AddAsync(push);
            foreach (var device in told)
            {
                await AddDeliveryAsync(push, device, knowLater.Contains(device.Id, StringComparer.Ordinal), now);
            }
        }
    }

    private StoredPush ToStored(OutboxRow row, EventPush push)
    {
        var link = push.Path is { } path ? links.To(path) : null;
        if (push.Title.Length > PushContent.MaxTitle || link?.Length > PushContent.MaxDeepLink
            || Encoding.UTF8.GetByteCount(push.CollapseId ?? "") > PushContent.MaxCollapseId)
        {
            throw new EventFailureException(
                $"A title has at most {PushContent.MaxTitle} characters, a deep link {PushContent.MaxDeepLink}, a collapse id {PushContent.MaxCollapseId} bytes; one of its own is longer.");
        }

        return new(
            Ids.New(clock),
            DeliveryLanes.Event,
            new(push.Category, push.Title, push.Body, link, push.CollapseId, push.UsefulFor),
            ExpiresAt: row.OccurredAt + (long)push.UsefulFor.TotalMilliseconds,
            RetriesUnknown: false,
            HonoursQuietHours: true,
            EventId: row.Id,
            UserId: row.UserId,
            EventSeq: row.Seq);
    }

    private Task<int> AddDeliveryAsync(StoredPush push, EventDevice device, bool knowsLater, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        return db.ExecuteAsync(
            Sql.InsertDelivery,
            new
            {
                pushId = push.Id,
                device.Id,
                push.UserId,
                device.Platform,
                state = knowsLater ? DeliveryStates.Suppressed : DeliveryStates.Queued,
                reason = knowsLater ? SuppressedReasons.Superseded : null,
                at,
                settledAt = knowsLater ? at : (long?)null,
            });
    }

    private static class Sql
    {
        /// <summary>By the user's feed. An id is of the clock, which may have stepped; it orders the events of an earlier build, which have no number.</summary>
        private const string IsEarlier = "(event_seq < @Seq OR (@Seq = 0 AND event_id < @Id))";

        private const string IsLater = "((@Seq > 0 AND event_seq > @Seq) OR (@Seq = 0 AND event_id > @Id))";

        /// <summary>What an earlier event had to say and nobody has sent yet.</summary>
        public const string SupersedeEarlier = $"""
            UPDATE deliveries
            SET state = 'suppressed', reason = 'superseded', settled_at = @at
            WHERE state = 'queued' AND push_id IN (SELECT id FROM pushes WHERE user_id = @UserId AND collapse_id = @CollapseId AND {IsEarlier})
            """;

        /// <summary>An event that was tried again, or whose node was slow, may be told after a later one.</summary>
        public const string DevicesThatKnowLater = $"""
            SELECT DISTINCT deliveries.device_id
            FROM pushes JOIN deliveries ON deliveries.push_id = pushes.id
            WHERE pushes.user_id = @UserId AND pushes.collapse_id = @CollapseId AND {IsLater}
            """;

        public const string InsertDelivery = """
            INSERT INTO deliveries (push_id, device_id, lane, user_id, platform, state, reason, due_at, attempts, settled_at)
            VALUES (@pushId, @Id, 'event', @UserId, @Platform, @state, @reason, @at, 0, @settledAt)
            """;
    }
}
