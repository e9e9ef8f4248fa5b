using Mobile.Features.Data;
using Mobile.Features.Devices;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>A device that the hub has yet to forget must stay in our table, or nobody would ever tell it.</summary>
internal sealed class HubTrail(DbSession db, HubGeneration generation) : IDeviceTrail
{
    public async Task<bool> NeedsDevicesOfAsync(string userId, CancellationToken stop) =>
        await db.FindAsync<long>(Sql.Untold, new { userId, generation = await generation.ReadAsync(stop) }, stop) > 0;

    private static class Sql
    {
        public const string Untold = "SELECT CAST(COUNT(*) AS bigint) FROM devices WHERE user_id = @userId AND hub_generation < @generation";
    }
}
