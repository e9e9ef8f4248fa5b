using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Campaigns.Running;

/// <summary>The campaigns, newest first, page by page.</summary>
public static class ListCampaigns
{
    private const int MaxLimit = 100;

    /// <param name="State">Only those in it; null for all.</param>
    /// <param name="After">The next of the page before; null for the first page.</param>
    public sealed record Query(string? State = null, Position? After = null, int Limit = 20);

    /// <param name="Next">Null on the last page.</param>
    public sealed record Page(IReadOnlyList<Item> Items, Position? Next);

    public sealed record Item(Campaign Campaign, CampaignResults Results);

    public sealed class Handler(DbSession db, PushCounts counts, Staff staff)
    {
        public async Task<Page> ListAsync(Query query, CancellationToken stop)
        {
            staff.MustBeStaff();
            var (limit, after) = (Math.Clamp(query.Limit, 1, MaxLimit), query.After ?? Position.Start);
            var rows = await db.QueryAsync<CampaignRow>(
                Sql.List(db.Dialect, query.State is not null), new { query.State, at = after.At, after = after.Id, limit = limit + 1 }, stop);
            var campaigns = rows.Take(limit).Select(row => row.ToCampaign()).ToList();
            var counted = await counts.ReadAsync([.. campaigns.Select(campaign => campaign.Id)], stop);
            return new(
                [.. campaigns.Select(campaign => new Item(campaign, CampaignResults.Of(counted[campaign.Id])))],
                rows.Count > limit ? new(rows[limit - 1].CreatedAt, rows[limit - 1].Id) : null);
        }
    }

    private static class Sql
    {
        public static string List(ISqlDialect dialect, bool inState) => $"""
            SELECT {CampaignRow.Columns} FROM campaigns
            WHERE (created_at < @at OR (created_at = @at AND id < @after)) {(inState ? "AND state = @State" : "")}
            ORDER BY created_at DESC, id DESC {dialect.Limit}
            """;
    }
}
