using System.Data.Common;
using Mobile.Features.Data;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Versions.Adoption;

/// <summary>How many devices are active on which version, counted once on each day (UTC): the history that the retirement gate asks for.</summary>
internal sealed class AdoptionDays(Database database, TimeProvider clock)
{
    /// <summary>Counts today, unless it was counted already.</summary>
    public async Task CountAsync(CancellationToken stop)
    {
        var day = TrafficTime.DayOf(clock.UnixMilliseconds());
        if (await database.ReadAsync(unit => unit.FindAsync<long>(Sql.IsCounted, new { day, ActiveNow.All }, stop), stop) > 0)
        {
            return;
        }

        // Many devices are counted in a while, in which nobody waits to write.
        var since = new { since = clock.UnixMilliseconds(ago: ActiveNow.Window) };
        var counts = await database.ReadAsync(
            async unit => (IReadOnlyList<ActiveDevicesOf>)
                [.. await unit.QueryAsync<ActiveDevicesOf>(ActiveNow.InAll, since, stop), .. await unit.QueryAsync<ActiveDevicesOf>(ActiveNow.ByVersion, since, stop)],
            stop);
        try
        {
            var rows = counts.Select(count => new { day, count.ApiVersion, count.Platform, count.AppVersion, count.Devices, count.Users });
            await database.WriteAsync(unit => unit.ExecuteAsync(Sql.Insert, rows, CancellationToken.None), stop);
        }
        catch (DbException counted) when (database.Dialect.IsUniqueViolation(counted))
        {
            // Another node was first.
        }
    }

    private static class Sql
    {
        public const string IsCounted = "SELECT COUNT(*) FROM adoption_days WHERE day_at = @day AND api_version = @All";

        public const string Insert = """
            INSERT INTO adoption_days (day_at, api_version, platform, app_version, devices, users)
            VALUES (@day, @ApiVersion, @Platform, @AppVersion, @Devices, @Users)
            """;
    }
}
