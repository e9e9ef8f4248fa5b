using System.Data.Common;
using Mobile.Features.Data;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Versions.Adoption;

/// <summary>How many devices are active on which version, counted once on each day (UTC): the history that the retirement gate asks for.</summary>
internal sealed class AdoptionDays(Database database, TimeProvider clock)
{
    /// <summary>Stands for all versions, platforms and apps: a device that uses two versions is one device.</summary>
    public const string All = "all";

    /// <summary>Counts today, unless it was counted already.</summary>
    public async Task CountAsync(CancellationToken stop)
    {
        var now = clock.UnixMilliseconds();
        var row = new { today = TrafficTime.DayOf(now), since = now - (long)ActiveNow.Window.TotalMilliseconds, All };
        if (await database.ReadAsync(unit => unit.FindAsync<long>(Sql.IsCounted, row, stop), stop) > 0)
        {
            return;
        }

        try
        {
            await database.WriteAsync(
                async unit => await unit.ExecuteAsync(Sql.CountAll, row, CancellationToken.None) + await unit.ExecuteAsync(Sql.CountEach, row, CancellationToken.None),
                stop);
        }
        catch (DbException counted) when (database.Dialect.IsUniqueViolation(counted))
        {
            // Another node was first.
        }
    }

    private static class Sql
    {
        public const string IsCounted = "SELECT COUNT(*) FROM adoption_days WHERE day_at = @today AND api_version = @All";

        public static readonly string CountAll = $"""
            INSERT INTO adoption_days (day_at, api_version, platform, app_version, devices, users)
            SELECT @today, @All, @All, @All, COUNT(*), COUNT(DISTINCT user_id)
            FROM (SELECT DISTINCT d.user_id, d.device_id {ActiveNow.From}) AS active
            """;

        public static readonly string CountEach = $"""
            INSERT INTO adoption_days (day_at, api_version, platform, app_version, devices, users)
            SELECT @today, d.api_version, d.platform, d.app_version, COUNT(*), COUNT(DISTINCT d.user_id)
            {ActiveNow.From}
            GROUP BY d.api_version, d.platform, d.app_version
            """;
    }
}
