using Mobile.Features.Campaigns.Audiences;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Push;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Campaigns.Running;

/// <summary>
/// Chooses a campaign's recipients, once: through all devices in the order of their ids, a chunk in each short transaction that also says how
/// far it has come. So it goes on where it was after a pause or a crash, and several workers may do it at once.
/// </summary>
internal sealed class CampaignSnapshot(
    DbSession db, CampaignChanges changes, DeliveryChanges deliveries, PushCounts counts, CampaignZones zones, SchedulingAllowance allowance, CampaignOptions options,
    TimeProvider clock)
{
    /// <summary>Devices that are looked at, whether or not they are chosen: that bounds how long other writers wait.</summary>
    private const int Chunk = 2_500;

    /// <summary>Takes one chunk; after the last one the campaign runs.</summary>
    public async Task TakeChunkAsync(Campaign campaign, CancellationToken stop)
    {
        var after = campaign.SnapshotAfter ?? "";
        var bound = await db.FindAsync<string>(Sql.Bound(db.Dialect), new { after, limit = Chunk }, stop);
        await (bound is null
            ? changes.ContinueAsync(campaign.Id, current => Task.FromResult(Finish(current, after)), stop)
            : db.WriteAsync(() => TakeAsync(campaign, after, bound, stop), stop));
    }

    private Outcome<CampaignChange> Finish(Campaign campaign, string after) =>
        campaign.State == CampaignStates.Preparing && (campaign.SnapshotAfter ?? "") == after
            ? new CampaignChange(
                campaign with { State = CampaignStates.Running, PreparedAt = clock.GetUtcNow() }, "campaign-prepared", $"{campaign.Recipients} recipients.")
            : CampaignProblems.NotFrom(campaign.State);

    private async Task<Outcome<Campaign>> TakeAsync(Campaign campaign, string after, string bound, CancellationToken stop)
    {
        // Taken first, the row keeps staff and other workers out; whoever was faster has moved it.
        if (await db.ExecuteAsync(Sql.Move, new { campaign.Id, after, bound }) == 0)
        {
            return CampaignProblems.CampaignChanged;
        }

        var added = await AddAsync(campaign, after, bound, stop);
        await db.ExecuteAsync(Sql.Count, new { campaign.Id, added });
        return campaign.Approved is null && await IsOutgrownAsync(campaign, campaign.Recipients + added, stop)
            ? await changes.ContinueAsync(campaign.Id, SendBack, stop)
            : campaign;
    }

    /// <summary>One that was scheduled before persons were named is looked at by itself.</summary>
    private async Task<bool> IsOutgrownAsync(Campaign campaign, long recipients, CancellationToken stop) => campaign.Scheduled?.PersonKey is { } person
        ? await allowance.IsExceededAsync(person, campaign.Id, campaign.PrepareAt!.Value, recipients, stop)
        : recipients > options.ApprovalThreshold;

    private async Task<int> AddAsync(Campaign campaign, string after, string bound, CancellationToken stop)
    {
        var audience = AudienceSql.Compile(AudienceReader.ReadStored(campaign.Audience), campaign.Content.Category, campaign.PrepareAt!.Value);
        var isLocal = campaign.Schedule!.Kind is ScheduleKind.Local;
        if (isLocal)
        {
            await zones.AddAsync(campaign, after, bound, stop);
        }

        await counts.LockAsync(campaign.Id, DeliveryLanes.Campaign);
        var parameters = new Dictionary<string, object>(audience.Parameters, StringComparer.Ordinal)
        {
            ["pushId"] = campaign.Id,
            ["lane"] = DeliveryLanes.Campaign,
            ["now"] = clock.UnixMilliseconds(),
            ["after"] = after,
            ["bound"] = bound,
            ["due"] = campaign.PrepareAt!.Value.ToUnixTimeMilliseconds(),
            ["decided"] = campaign.DecidedAt!.Value.ToUnixTimeMilliseconds(),
        };
        var added = await deliveries.AddAsync(isLocal ? Sql.ChooseLocal(audience.Condition) : Sql.Choose(audience.Condition), parameters);
        var passed = isLocal ? await db.FindAsync<int>(Sql.Passed, new { campaign.Id, after, bound }, stop) : 0;
        await counts.AddAsync(campaign.Id, new(DeliveryStates.Queued), added - passed);
        await counts.AddAsync(campaign.Id, new(DeliveryStates.Suppressed, SuppressedReasons.LocalTimePassed), passed);
        return added;
    }

    /// <summary>The audience has grown since it was scheduled, beyond what one person may decide; nothing is sent yet.</summary>
    private Task<Outcome<CampaignChange>> SendBack(Campaign campaign) => Task.FromResult<Outcome<CampaignChange>>(new CampaignChange(
        campaign with { State = CampaignStates.AwaitingApproval },
        "campaign-outgrown",
        $"Its audience has grown: with what the same person has scheduled, beyond {options.ApprovalThreshold} devices; to be approved."));

    private static class Sql
    {
        public const string Move = """
            UPDATE campaigns SET snapshot_after = @bound
            WHERE id = @Id AND state = 'preparing' AND COALESCE(snapshot_after, '') = @after
            """;

        public const string Count = "UPDATE campaigns SET recipients = recipients + @added WHERE id = @Id";

        public const string Passed = """
            SELECT CAST(COUNT(*) AS int) FROM deliveries
            WHERE push_id = @Id AND device_id > @after AND device_id <= @bound AND state = 'suppressed'
            """;

        public static string Bound(ISqlDialect dialect) =>
            $"SELECT MAX(id) FROM (SELECT id FROM devices WHERE id > @after ORDER BY id {dialect.Limit}) AS chunk";

        public static string Choose(string condition) => $"""
            SELECT d.id AS device_id, d.user_id, d.platform, 'queued' AS state, NULL AS reason, @due AS due_at
            FROM devices d
            WHERE d.id > @after AND d.id <= @bound AND {condition}
            """;

        /// <summary>A zone that is over when somebody decides to send is left out, so that nobody gets in the evening what is meant for the morning.</summary>
        public static string ChooseLocal(string condition) => $"""
            SELECT d.id AS device_id, d.user_id, d.platform,
                CASE WHEN z.due_at < @decided THEN 'suppressed' ELSE 'queued' END AS state,
                CASE WHEN z.due_at < @decided THEN '{SuppressedReasons.LocalTimePassed}' END AS reason,
                z.due_at
            FROM devices d
            JOIN campaign_zones z ON z.campaign_id = @pushId AND z.time_zone = d.time_zone
            WHERE d.id > @after AND d.id <= @bound AND {condition}
            """;
    }
}
