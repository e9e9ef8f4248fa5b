using Mobile.Features.Data;
using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Push.Privacy;

/// <summary>What a user was told, for their export: of their own orders, and by campaigns.</summary>
internal sealed class SentPushes(DbSession db)
{
    public IAsyncEnumerable<object> ReadAsync(string userId, CancellationToken stop) => ReadAsync(Sql.OfEvents, userId, stop);

    public IAsyncEnumerable<object> ReadCampaignsAsync(string userId, CancellationToken stop) => ReadAsync(Sql.OfCampaigns, userId, stop);

    private IAsyncEnumerable<object> ReadAsync(string sql, string userId, CancellationToken stop) =>
        KeysetPages.ReadAsync<Row>(last => db.QueryAsync<Row>(
            $"{sql} {db.Dialect.Limit}",
            new { userId, push = last?.PushId ?? "", device = last?.DeviceId ?? "", limit = KeysetPages.Size },
            stop)).Select(row => row.ToItem());

    private sealed class Row
    {
        public string PushId { get; init; } = "";

        public string DeviceId { get; init; } = "";

        public string Title { get; init; } = "";

        public string Body { get; init; } = "";

        public string? DeepLink { get; init; }

        public string State { get; init; } = "";

        public string? Reason { get; init; }

        public long CreatedAt { get; init; }

        public long? AttemptedAt { get; init; }

        public long? OpenedAt { get; init; }

        public object ToItem() => new
        {
            PushId,
            DeviceId,
            Title,
            Body,
            DeepLink,
            State,
            Reason,
            CreatedAt = CreatedAt.ToTime(),
            AttemptedAt = AttemptedAt?.ToTime(),
            OpenedAt = OpenedAt?.ToTime(),
        };
    }

    private static class Sql
    {
        private const string Columns = """
            SELECT pushes.id AS PushId, deliveries.device_id AS DeviceId, pushes.title AS Title, pushes.body AS Body, pushes.deep_link AS DeepLink,
                deliveries.state AS State, deliveries.reason AS Reason, pushes.created_at AS CreatedAt, deliveries.attempted_at AS AttemptedAt,
                deliveries.opened_at AS OpenedAt
            """;

        private const string After = """
            deliveries.user_id = @userId
                AND (deliveries.push_id > @push OR (deliveries.push_id = @push AND deliveries.device_id > @device))
            ORDER BY deliveries.push_id, deliveries.device_id
            """;

        public const string OfEvents = $"""
            {Columns}
            FROM pushes JOIN deliveries ON deliveries.push_id = pushes.id
            WHERE pushes.user_id = @userId AND {After}
            """;

        public const string OfCampaigns = $"""
            {Columns}
            FROM {CampaignsOfUser.Deliveries}
            CROSS JOIN pushes
            WHERE {CampaignsOfUser.Joined} AND pushes.id = deliveries.push_id AND {After}
            """;
    }
}

/// <summary>
/// The way from a user to the deliveries of campaigns: each campaign that counts, with each device that is or was the user's. No index leads there
/// directly, since it would be written with each of millions of deliveries.
/// </summary>
internal static class CampaignsOfUser
{
    public const string Devices = "SELECT id FROM devices WHERE user_id = @userId UNION SELECT device_id FROM former_devices WHERE user_id = @userId";

    /// <summary>SQLite joins in the order in which CROSS JOIN names the tables.</summary>
    public const string Deliveries = $"({Devices}) AS own CROSS JOIN push_counts CROSS JOIN deliveries";

    public const string Joined = """
        push_counts.state = 'queued' AND push_counts.reason = ''
            AND deliveries.push_id = push_counts.push_id AND deliveries.device_id = own.id AND deliveries.user_id = @userId
        """;
}
