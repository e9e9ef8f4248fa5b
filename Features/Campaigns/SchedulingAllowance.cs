using System.Data.Common;
using Mobile.Features.Data;

namespace Mobile.Features.Campaigns;

/// <summary>Adds up the devices to which one person has scheduled campaigns alone: many small campaigns are as large as one.</summary>
public sealed class SchedulingAllowance(DbSession db, CampaignOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>A campaign is scheduled at most so long after it begins: a local time that is over in the east is ahead in the west.</summary>
    private static readonly TimeSpan LatestSchedule = TimeSpan.FromDays(2);

    /// <summary>
    /// Whether a second person has to approve: with what the same person has scheduled within the last 24 hours, or to begin within 24 hours of
    /// it, a campaign goes beyond the threshold. Within the write that schedules or sends it, and held until that commits: two at once are
    /// added up one after the other.
    /// </summary>
    /// <param name="devices">Of this campaign.</param>
    internal async Task<bool> IsExceededAsync(string personKey, string campaignId, DateTimeOffset begins, long devices, CancellationToken stop)
    {
        if (devices > options.ApprovalThreshold)
        {
            return true;
        }

        await HoldAsync(personKey);
        return devices + await ReadAsync(personKey, campaignId, begins, stop) > options.ApprovalThreshold;
    }

    /// <summary>How many devices the others have that the person has scheduled around that time, and nobody has approved.</summary>
    internal async Task<long> ReadAsync(string personKey, string campaignId, DateTimeOffset begins, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        return await db.FindAsync<long>(
            Sql.Sum,
            new
            {
                personKey,
                campaignId,
                since = (now - Day).ToUnixTimeMilliseconds(),
                after = (begins - Day).ToUnixTimeMilliseconds(),
                before = (begins + Day).ToUnixTimeMilliseconds(),
                earliest = ((begins < now ? begins : now) - Day - LatestSchedule).ToUnixTimeMilliseconds(),
            },
            stop);
    }

    private async Task HoldAsync(string personKey)
    {
        var row = new { personKey, now = clock.UnixMilliseconds() };
        if (await db.ExecuteAsync(Sql.Hold, row) > 0)
        {
            return;
        }

        try
        {
            await db.ExecuteAsync(Sql.Insert, row);
        }
        catch (DbException held) when (db.Dialect.IsUniqueViolation(held))
        {
            // Another write of the person was first, and is through by now.
            await db.ExecuteAsync(Sql.Hold, row);
        }
    }

    private static class Sql
    {
        public const string Hold = "UPDATE campaign_schedulers SET held_at = @now WHERE person_key = @personKey";

        public const string Insert = "INSERT INTO campaign_schedulers (person_key, held_at) VALUES (@personKey, @now)";

        /// <summary>What waits for approval is somebody else's decision; of what was cancelled counts what was chosen by then.</summary>
        public const string Sum = """
            SELECT CAST(COALESCE(SUM(CASE
                WHEN state = 'cancelled' OR scheduled_devices IS NULL OR recipients > scheduled_devices THEN recipients
                ELSE scheduled_devices END), 0) AS bigint)
            FROM campaigns
            WHERE scheduled_person = @personKey AND prepare_at > @earliest AND id <> @campaignId AND approved_at IS NULL
              AND state NOT IN ('draft', 'awaiting-approval')
              AND (scheduled_at > @since OR (prepare_at > @after AND prepare_at < @before))
            """;
    }
}
