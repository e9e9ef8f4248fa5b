using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Campaigns;

/// <summary>Remembers who has had a hand in a campaign, by what outlives an account.</summary>
internal static class CampaignParticipants
{
    /// <summary>Whether the caller has ever written on the campaign, or has scheduled it, under whatever account.</summary>
    public static async Task<bool> IncludeAsync(DbSession db, Staff staff, string id, CancellationToken stop) =>
        await db.FindAsync<long>(Sql.Count, new { id, staff.UserId, staff.PersonKey }, stop) > 0;

    private static class Sql
    {
        /// <summary>
        /// Rows from before persons were named have a user id alone. Where that account has ended since, whoever signs in anew may be its
        /// person: it counts as everybody's.
        /// </summary>
        public const string Count = """
            SELECT CAST(COUNT(*) AS bigint)
            FROM (
                SELECT user_id, person_key FROM campaign_authors WHERE campaign_id = @id
                UNION ALL SELECT scheduled_by, scheduled_person FROM campaigns WHERE id = @id AND scheduled_by IS NOT NULL) AS participants
            LEFT JOIN users ON users.id = participants.user_id
            WHERE participants.user_id = @UserId OR participants.person_key = @PersonKey
                OR (participants.person_key IS NULL AND users.deleted_at IS NOT NULL)
            """;
    }
}
