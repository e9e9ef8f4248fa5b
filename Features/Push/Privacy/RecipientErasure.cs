using Mobile.Features.Data;
using Mobile.Features.Pipeline.Privacy;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Push.Privacy;

/// <summary>Erases a deleted account from among the recipients of campaigns, whose counts stay; and what its devices have in local inboxes.</summary>
internal sealed class RecipientErasure(DbSession db, PushCounts counts)
{
    public async Task<Erased> EraseAsync(string userId, int batch, CancellationToken stop)
    {
        var found = await db.QueryAsync<Recipient>($"{Sql.Some} {db.Dialect.Limit}", new { userId, limit = batch }, stop);
        if (found.Count == 0)
        {
            return await AreLeftAsync(userId, stop) ? Erased.Waits : Erased.All;
        }

        foreach (var push in found.GroupBy(recipient => recipient.PushId, StringComparer.Ordinal))
        {
            await db.WriteAsync(() => EraseAsync(push.Key, userId, [.. push.Select(recipient => recipient.DeviceId)]), stop);
        }

        return Erased.Some;
    }

    public async Task<Erased> EraseInboxAsync(string userId, int batch, CancellationToken stop)
    {
        var found = await db.QueryAsync<Recipient>($"{Sql.Inbox} {db.Dialect.Limit}", new { userId, limit = batch }, stop);
        foreach (var device in found.GroupBy(message => message.DeviceId, StringComparer.Ordinal))
        {
            var ids = device.Select(message => message.PushId).ToList();
            await db.WriteAsync(() => db.ExecuteAsync(Sql.DeleteInbox, new { deviceId = device.Key, ids }), stop);
        }

        return found.Count == 0 ? Erased.All : Erased.Some;
    }

    /// <summary>Whether any is left, being sent or not.</summary>
    public async Task<bool> AreLeftAsync(string userId, CancellationToken stop) =>
        (await db.QueryAsync<string>($"{Sql.Left} {db.Dialect.Limit}", new { userId, limit = 1 }, stop)).Count > 0;

    /// <summary>Whether a local inbox has any message of the user's.</summary>
    public async Task<bool> HaveMessagesAsync(string userId, CancellationToken stop) =>
        (await db.QueryAsync<Recipient>($"{Sql.Inbox} {db.Dialect.Limit}", new { userId, limit = 1 }, stop)).Count > 0;

    /// <summary>What waits would have been suppressed in its turn, since its device is no longer registered; so it is counted as that.</summary>
    private async Task<int> EraseAsync(string pushId, string userId, IReadOnlyList<string> ids)
    {
        await counts.LockAsync(pushId, DeliveryLanes.Campaign);
        var waited = await db.ExecuteAsync(Sql.DeleteQueued, new { pushId, userId, ids });
        await counts.MoveAsync(
            pushId, DeliveryLanes.Campaign, new(DeliveryStates.Queued), new(DeliveryStates.Suppressed, SuppressedReasons.Unregistered), waited);
        return waited + await db.ExecuteAsync(Sql.DeleteSettled, new { pushId, userId, ids });
    }

    private sealed record Recipient(string PushId, string DeviceId);

    private static class Sql
    {
        public const string Left = $"SELECT deliveries.device_id FROM {CampaignsOfUser.Deliveries} WHERE {CampaignsOfUser.Joined} ORDER BY deliveries.push_id";

        public const string Some = $"""
            SELECT deliveries.push_id AS PushId, deliveries.device_id AS DeviceId
            FROM {CampaignsOfUser.Deliveries}
            WHERE {CampaignsOfUser.Joined} AND deliveries.state <> 'sending'
            ORDER BY deliveries.push_id
            """;

        public const string DeleteQueued = "DELETE FROM deliveries WHERE push_id = @pushId AND device_id IN @ids AND user_id = @userId AND state = 'queued'";

        public const string DeleteSettled = """
            DELETE FROM deliveries WHERE push_id = @pushId AND device_id IN @ids AND user_id = @userId AND state NOT IN ('queued', 'sending')
            """;

        public const string Inbox = $"""
            SELECT inbox_messages.push_id AS PushId, inbox_messages.device_id AS DeviceId
            FROM ({CampaignsOfUser.Devices}) AS own CROSS JOIN inbox_messages
            WHERE inbox_messages.device_id = own.id AND inbox_messages.user_id = @userId
            ORDER BY inbox_messages.device_id
            """;

        public const string DeleteInbox = "DELETE FROM inbox_messages WHERE device_id = @deviceId AND push_id IN @ids";
    }
}
