using Mobile.Features.Data;

namespace Mobile.Features.Campaigns.Running;

/// <summary>The campaigns that the worker has to do with, as they are stored now.</summary>
internal sealed class ActiveCampaigns(DbSession db, TimeProvider clock)
{
    /// <summary>Those that are due, are being prepared or run, and the cancelled ones of which something is left.</summary>
    public async Task<IReadOnlyList<ActiveCampaign>> ReadAsync(CancellationToken stop) =>
        [.. (await db.QueryAsync<CampaignRow>(Sql.Active, new { now = clock.UnixMilliseconds() }, stop))
            .Select(row => new ActiveCampaign(row.ToCampaign(), row.NextClaimAt.ToTime()))];

    /// <summary>When the next one is due; null where none is scheduled.</summary>
    public async Task<DateTimeOffset?> NextAsync(CancellationToken stop) => (await db.FindAsync<long?>(Sql.Next, null, stop))?.ToTime();

    private static class Sql
    {
        public const string Active = $"""
            SELECT {CampaignRow.Columns}, next_claim_at AS NextClaimAt FROM campaigns
            WHERE ended_at IS NULL AND state IN ('preparing', 'running', 'cancelled', 'scheduled') AND (state <> 'scheduled' OR prepare_at <= @now)
            ORDER BY id
            """;

        public const string Next = "SELECT MIN(prepare_at) FROM campaigns WHERE ended_at IS NULL AND state = 'scheduled'";
    }
}

/// <param name="NextClaimAt">Before that the throttle lets nothing through.</param>
internal sealed record ActiveCampaign(Campaign Campaign, DateTimeOffset NextClaimAt);
