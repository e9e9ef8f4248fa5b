using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Campaigns.Running;

/// <summary>A campaign with all that is known of it at this moment.</summary>
public static class GetCampaign
{
    /// <param name="Authors">Who has written on it, and so cannot approve it.</param>
    public sealed record Details(Campaign Campaign, CampaignResults Results, IReadOnlyList<string> Authors)
    {
        /// <summary>Whether the caller has written or scheduled it, under whatever account.</summary>
        public bool IsByCaller { get; init; }
    }

    public sealed class Handler(DbSession db, PushCounts counts, Staff staff)
    {
        public async Task<Outcome<Details>> GetAsync(string id, CancellationToken stop)
        {
            staff.MustBeStaff();
            if (await CampaignRows.FindAsync(db, id, stop) is not { } campaign)
            {
                return CampaignProblems.CampaignNotFound;
            }

            return new Details(
                campaign,
                CampaignResults.Of(await counts.ReadAsync(id, stop)),
                await db.QueryAsync<string>(Sql.Authors, new { id }, stop))
            {
                IsByCaller = await CampaignParticipants.IncludeAsync(db, staff, id, stop),
            };
        }
    }

    private static class Sql
    {
        public const string Authors = "SELECT user_id FROM campaign_authors WHERE campaign_id = @id ORDER BY user_id";
    }
}
