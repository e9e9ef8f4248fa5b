using System.Data.Common;
using Mobile.Features.Data;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Versions.Adoption;

/// <summary>How many devices were active on which version, as it was first counted on each day (UTC): the history that the retirement gate asks for.</summary>
internal sealed class AdoptionDays(Database database, TimeProvider clock)
{
    /// <summary>Keeps the count of today, unless it is kept already or nobody has counted today.</summary>
    public async Task KeepAsync(CancellationToken stop)
    {
        var day = TrafficTime.DayOf(clock.UnixMilliseconds());
        if (await database.ReadAsync(unit => unit.FindAsync<long>(Sql.IsKept, new { day, ActiveNow.All }, stop), stop) > 0)
        {
            return;
        }

        var counted = await new ActiveCounts(new DbSession(database), clock).ByVersionAsync(stop);
        if (counted.At.ToUnixTimeMilliseconds() < day)
        {
            return;
        }

        try
        {
            var rows = counted.Rows.Select(count => new { day, count.ApiVersion, count.Platform, count.AppVersion, count.Devices, count.Users });
            await database.WriteAsync(unit => unit.ExecuteAsync(Sql.Insert, rows, CancellationToken.None), stop);
        }
        catch (DbException kept) when (database.Dialect.IsUniqueViolation(kept))
        {
            // Another node was first.
        }
    }

    private static class Sql
    {
        public const string IsKept = "SELECT COUNT(*) FROM adoption_days WHERE day_at = @day AND api_version = @All";

        public const string Insert = """
            INSERT INTO adoption_days (day_at, api_version, platform, app_version, devices, users)
            VALUES (@day, @ApiVersion, @Platform, @AppVersion, @Devices, @Users)
            """;
    }
}
