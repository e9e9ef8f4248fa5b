using Mobile.Features.Data;

namespace Mobile.Features.Campaigns;

/// <summary>Reads campaigns as they are stored.</summary>
internal static class CampaignRows
{
    public static async Task<Campaign?> FindAsync(DbSession db, string id, CancellationToken stop) =>
        (await db.FindAsync<CampaignRow>(Sql.Find, new { id }, stop))?.ToCampaign();

    private static class Sql
    {
        public const string Find = $"SELECT {CampaignRow.Columns} FROM campaigns WHERE id = @id";
    }
}
