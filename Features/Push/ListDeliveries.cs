using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Push;

/// <summary>What was to be told on a device, for staff, the latest first: to the user who has it now.</summary>
public static class ListDeliveries
{
    private const int Max = 50;

    /// <param name="CampaignId">Null for an event of the user's own.</param>
    /// <param name="State">One of <see cref="DeliveryStates"/>.</param>
    /// <param name="Reason">Why it was suppressed, failed, or is unknown.</param>
    /// <param name="DueAt">When it may be sent at the earliest.</param>
    public sealed record Delivery(
        string PushId,
        string Lane,
        string? CampaignId,
        string Title,
        string State,
        string? Reason,
        long Attempts,
        DateTimeOffset DueAt,
        DateTimeOffset? AttemptedAt,
        DateTimeOffset? SettledAt,
        DateTimeOffset? OpenedAt);

    public sealed class Handler(DbSession db, Staff staff)
    {
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public async Task<IReadOnlyList<Delivery>> ListAsync(string deviceId, CancellationToken stop)
        {
            staff.MustBeStaff();
            if (await db.FindAsync<string>(Sql.FindUser, new { deviceId }, stop) is not { } userId)
            {
                return [];
            }

            var ofEvents = await db.QueryAsync<Row>($"{Sql.OfEvents} {db.Dialect.Limit}", new { deviceId, userId, limit = Max }, stop);
            var ofCampaigns = await db.QueryAsync<Row>($"{Sql.OfCampaigns} {db.Dialect.Limit}", new { deviceId, userId, limit = Max }, stop);
            return [.. ofEvents.Concat(ofCampaigns).OrderByDescending(row => row.At).Take(Max).Select(row => row.ToDelivery())];
        }
    }

    private sealed record Row(
        string PushId, string Lane, string Title, string State, string? Reason, long Attempts, long DueAt, long? AttemptedAt, long? SettledAt, long? OpenedAt, long At)
    {
        public Delivery ToDelivery() => new(
            PushId,
            Lane,
            Lane == DeliveryLanes.Campaign ? PushId : null,
            Title,
            State,
            Reason,
            Attempts,
            DueAt.ToTime(),
            AttemptedAt?.ToTime(),
            SettledAt?.ToTime(),
            OpenedAt?.ToTime());
    }

    /// <summary>
    /// No index leads from a device to its deliveries, since it would be written with each of millions: from the pushes that it may have got,
    /// it is one look each.
    /// </summary>
    private static class Sql
    {
        public const string FindUser = "SELECT user_id FROM devices WHERE id = @deviceId";

        public const string OfEvents = $"""
            SELECT {Columns}, pushes.created_at AS At {ToDevice} AND pushes.user_id = @userId
            ORDER BY pushes.created_at DESC, pushes.id DESC
            """;

        public const string OfCampaigns = $"""
            SELECT {Columns}, pushes.attempted_at AS At {ToDevice} AND pushes.lane = 'campaign' AND pushes.attempted_at IS NOT NULL
            ORDER BY pushes.attempted_at DESC
            """;

        private const string Columns = """
            pushes.id AS PushId, pushes.lane AS Lane, pushes.title AS Title, deliveries.state AS State, deliveries.reason AS Reason,
            deliveries.attempts AS Attempts, deliveries.due_at AS DueAt, deliveries.attempted_at AS AttemptedAt, deliveries.settled_at AS SettledAt,
            deliveries.opened_at AS OpenedAt
            """;

        private const string ToDevice = """
            FROM pushes
            JOIN deliveries ON deliveries.push_id = pushes.id AND deliveries.device_id = @deviceId
            WHERE deliveries.user_id = @userId
            """;
    }
}
