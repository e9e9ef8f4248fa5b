using Mobile.Features.Data;
using Mobile.Features.Devices;

namespace Mobile.Features.Campaigns.Running;

/// <summary>When a campaign that is sent at a local time is due in each zone that devices are in.</summary>
internal sealed class CampaignZones(DbSession db, DeviceZones zones)
{
    /// <summary>Adds the zones of a chunk of devices that are not there yet. Within the write that takes the chunk.</summary>
    public async Task AddAsync(Campaign campaign, string after, string bound, CancellationToken stop)
    {
        foreach (var zone in await db.QueryAsync<string>(Sql.New, new { campaign.Id, after, bound }, stop))
        {
            var due = LocalTime.ToInstant(campaign.Schedule!.LocalTime!.Value, zones.FindOrUtc(zone));
            await db.ExecuteAsync(Sql.Insert, new { campaign.Id, zone, DueAt = due.ToUnixTimeMilliseconds() });
        }
    }

    private static class Sql
    {
        public const string New = """
            SELECT DISTINCT d.time_zone FROM devices d
            WHERE d.id > @after AND d.id <= @bound
                AND NOT EXISTS (SELECT 1 FROM campaign_zones z WHERE z.campaign_id = @Id AND z.time_zone = d.time_zone)
            """;

        public const string Insert = "INSERT INTO campaign_zones (campaign_id, time_zone, due_at) VALUES (@Id, @zone, @DueAt)";
    }
}
