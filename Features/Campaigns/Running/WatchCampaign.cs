using System.Runtime.CompilerServices;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Campaigns.Running;

/// <summary>How far a campaign is, again and again, for whoever looks on: one small query a second.</summary>
public static class WatchCampaign
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    public sealed record Progress(string State, int? ThrottlePerMinute, CampaignResults Results);

    public sealed class Handler(DbSession db, Staff staff, TimeProvider clock)
    {
        /// <summary>Until it has ended, or nobody looks on any more; nothing where there is no such campaign.</summary>
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public IAsyncEnumerable<Progress> WatchAsync(string id, CancellationToken stop)
        {
            staff.MustBeStaff();
            return FollowAsync(id, stop);
        }

        private async IAsyncEnumerable<Progress> FollowAsync(string id, [EnumeratorCancellation] CancellationToken stop)
        {
            while (!stop.IsCancellationRequested && await db.QueryAsync<Row>(Sql.Read, new { id }, CancellationToken.None) is [var campaign, ..] rows)
            {
                yield return new(
                    campaign.State,
                    (int?)campaign.ThrottlePerMinute,
                    CampaignResults.Of(rows.Where(row => row.Delivery is not null).Select(row => new DeliveryCount(row.Delivery!, row.Reason!, row.Devices))));
                if (campaign.EndedAt is not null)
                {
                    yield break;
                }

                await Task.Delay(Pace, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private sealed record Row
    {
        public string State { get; init; } = "";

        public long? ThrottlePerMinute { get; init; }

        public long? EndedAt { get; init; }

        /// <summary>The state of deliveries; null where there are none yet.</summary>
        public string? Delivery { get; init; }

        public string? Reason { get; init; }

        public long Devices { get; init; }
    }

    private static class Sql
    {
        public const string Read = """
            SELECT campaigns.state AS State, throttle_per_minute AS ThrottlePerMinute, ended_at AS EndedAt,
                push_counts.state AS Delivery, push_counts.reason AS Reason, COALESCE(push_counts.devices, 0) AS Devices
            FROM campaigns LEFT JOIN push_counts ON push_counts.push_id = campaigns.id AND push_counts.devices <> 0
            WHERE campaigns.id = @id
            """;
    }
}
