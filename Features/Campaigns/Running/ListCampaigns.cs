using System.Text.RegularExpressions;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Campaigns.Running;

/// <summary>The campaigns, newest first, page by page.</summary>
public static partial class ListCampaigns
{
    private const int MaxLimit = 100;

    /// <param name="State">Only those in it; null for all.</param>
    /// <param name="After">The next of the page before; null for the first page.</param>
    /// <param name="Name">Only those whose name contains it, whatever the case of its ASCII letters; null for all.</param>
    public sealed record Query(string? State = null, Position? After = null, int Limit = 20, string? Name = null);

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
                Sql.List(db.Dialect, query.State is not null, query.Name is not null),
                new { query.State, name = Sql.Containing(query.Name), at = after.At, after = after.Id, limit = limit + 1 },
                stop);
            var campaigns = rows.Take(limit).Select(row => row.ToCampaign()).ToList();
            var counted = await counts.ReadAsync([.. campaigns.Select(campaign => campaign.Id)], stop);
            return new(
                [.. campaigns.Select(campaign => new Item(campaign, CampaignResults.Of(counted[campaign.Id])))],
                rows.Count > limit ? new(rows[limit - 1].CreatedAt, rows[limit - 1].Id) : null);
        }
    }

    private static partial class Sql
    {
        /// <summary>A pattern in which no character of the text has a meaning.</summary>
        public static string Containing(string? text) => $"%{Wildcard().Replace(text ?? "", @"\$0")}%";

        public static string List(ISqlDialect dialect, bool inState, bool named) => $"""
            SELECT {CampaignRow.Columns} FROM campaigns
            WHERE created_at <= @at AND (created_at < @at OR id < @after)
              {(inState ? "AND state = @State" : "")} {(named ? @"AND LOWER(name) LIKE LOWER(@name) ESCAPE '\'" : "")}
            ORDER BY created_at DESC, id DESC {dialect.Limit}
            """;

        [GeneratedRegex(@"[\\%_\[\]]", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Wildcard();
    }
}
