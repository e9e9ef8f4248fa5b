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
        var today = new { at = TrafficTime.DayOf(now), since = now - (long)ActiveNow.Window.TotalMilliseconds, All };
        if (await database.ReadAsync(unit => unit.FindAsync<long>(Sql.IsCounted, today, stop), stop) > 0)
        {
            return;
        }

        // Many devices are counted in a while, in which nobody waits to write.
        var counts = await database.ReadAsync(
            async unit => (IReadOnlyList<Row>)[.. await unit.QueryAsync<Row>(Sql.CountAll, today, stop), .. await unit.QueryAsync<Row>(Sql.CountEach, today, stop)],
            stop);
        try
        {
            await database.WriteAsync(unit => unit.ExecuteAsync(Sql.Insert, counts, CancellationToken.None), stop);
        }
        catch (DbException counted) when (database.Dialect.IsUniqueViolation(counted))
        {
            // Another node was first.
        }
    }

    private sealed record Row
    {
        public long DayAt { get; init; }

        public string ApiVersion { get; init; } = "";

        public string Platform { get; init; } = "";

        public string AppVersion { get; init; } = "";

        public long Devices { get; init; }

        public long Users { get; init; }
    }

    private static class Sql
    {
        public const string IsCounted = "SELECT COUNT(*) FROM adoption_days WHERE day_at = @at AND api_version = @All";

        public const string Insert = """
            INSERT INTO adoption_days (day_at, api_version, platform, app_version, devices, users)
            VALUES (@DayAt, @ApiVersion, @Platform, @AppVersion, @Devices, @Users)
            """;

        public static readonly string CountAll = $"""
            SELECT @at AS DayAt, @All AS ApiVersion, @All AS Platform, @All AS AppVersion, COUNT(*) AS Devices, COUNT(DISTINCT user_id) AS Users
            FROM (SELECT DISTINCT d.user_id, d.device_id {ActiveNow.From}) AS active
            """;

        public static readonly string CountEach = $"""
            SELECT @at AS DayAt, d.api_version AS ApiVersion, d.platform AS Platform, d.app_version AS AppVersion,
                COUNT(*) AS Devices, COUNT(DISTINCT d.user_id) AS Users
            {ActiveNow.From}
            GROUP BY d.api_version, d.platform, d.app_version
            """;
    }
}
