using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Push.NotificationHubs;

namespace Mobile.Features.Push;

/// <summary>Which process does what at the moment, and until when it has the right to. One whose lease has ended is gone, or slow.</summary>
public static class ListLeases
{
    /// <param name="Work">What is done: one of <see cref="LeasedWork"/>.</param>
    /// <param name="Holder">The machine and the process.</param>
    /// <param name="Batches">Of deliveries; 0 where the work has none.</param>
    /// <param name="Until">The end; of several leases, that of the oldest.</param>
    public sealed record Lease(string Work, string Holder, long Batches, long Devices, DateTimeOffset Until);

    public sealed class Handler(DbSession db, Staff staff)
    {
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public async Task<IReadOnlyList<Lease>> ListAsync(CancellationToken stop)
        {
            staff.MustBeStaff();
            var sends = await db.QueryAsync<Row>(Sql.Sends, null, stop);
            List<Lease> leases = [.. sends.Select(row => new Lease(WorkOf(row.Lane), row.Holder, row.Batches, row.Devices, row.LeasedUntil.ToTime()))];
            if (await db.FindAsync<string>(HubLease.Find, null, stop) is { } stored)
            {
                var (until, holder) = HubLease.Read(stored);
                leases.Add(new(LeasedWork.Registrations, holder, 0, 0, until));
            }

            return leases;
        }

        private static string WorkOf(string? lane) => lane == DeliveryLanes.Campaign ? LeasedWork.CampaignSends : LeasedWork.EventSends;
    }

    private sealed class Row
    {
        public required string Holder { get; init; }

        public string? Lane { get; init; }

        public long Batches { get; init; }

        public long Devices { get; init; }

        public long LeasedUntil { get; init; }
    }

    private static class Sql
    {
        public const string Sends = """
            SELECT push_batches.worker AS Holder, pushes.lane AS Lane, CAST(COUNT(*) AS bigint) AS Batches,
                   CAST(SUM(push_batches.devices) AS bigint) AS Devices, MIN(push_batches.leased_until) AS LeasedUntil
            FROM push_batches LEFT JOIN pushes ON pushes.id = push_batches.push_id
            WHERE push_batches.state = 'sending'
            GROUP BY push_batches.worker, pushes.lane
            ORDER BY push_batches.worker, pushes.lane
            """;
    }
}

/// <summary>What is done under a lease.</summary>
public static class LeasedWork
{
    /// <summary>Pushes of events are handed to the gateway.</summary>
    public const string EventSends = "event-sends";

    /// <summary>Pushes of campaigns are.</summary>
    public const string CampaignSends = "campaign-sends";

    /// <summary>The hub is told of devices.</summary>
    public const string Registrations = "registrations";
}
