using Mobile.Features.Data;
using Mobile.Features.Devices;

namespace Mobile.Features.Campaigns.Audiences;

/// <summary>How many an audience has.</summary>
/// <param name="Devices">On all platforms.</param>
/// <param name="Users">To whom they belong.</param>
/// <param name="Platforms">The same for each platform; a user may be on both.</param>
public sealed record AudienceSize(long Devices, long Users, IReadOnlyDictionary<PushPlatform, PlatformSize> Platforms);

public sealed record PlatformSize(long Devices, long Users);

/// <summary>Counts audiences, exactly; a million devices take a third of a second, during which others write.</summary>
public sealed class AudienceCounts(DbSession db)
{
    public async Task<AudienceSize> CountAsync(AudienceRule audience, PushCategory category, DateTimeOffset at, CancellationToken stop)
    {
        var sql = AudienceSql.Compile(audience, category, at);
        var row = (await db.FindAsync<Row>(Sql.Count(sql.Condition), sql.Parameters, stop))!;
        return new(row.ApnsDevices + row.FcmDevices, row.Users, new Dictionary<PushPlatform, PlatformSize>
        {
            [PushPlatform.Apns] = new(row.ApnsDevices, row.ApnsUsers),
            [PushPlatform.FcmV1] = new(row.FcmDevices, row.FcmUsers),
        });
    }

    /// <summary>Counts the devices whose time zone could not be read, for which a local time is UTC.</summary>
    public async Task<long> CountUnknownZonesAsync(AudienceRule audience, PushCategory category, DateTimeOffset at, CancellationToken stop)
    {
        var sql = AudienceSql.Compile(audience, category, at);
        return await db.FindAsync<long>(Sql.UnknownZones(sql.Condition), sql.Parameters, stop);
    }

    private sealed record Row
    {
        public long Users { get; init; }

        public long ApnsDevices { get; init; }

        public long ApnsUsers { get; init; }

        public long FcmDevices { get; init; }

        public long FcmUsers { get; init; }
    }

    private static class Sql
    {
        /// <summary>The zone stands in the text, so that the index of such devices can be used.</summary>
        public static string UnknownZones(string condition) => $"""
            SELECT CAST(COUNT(*) AS bigint) FROM devices d WHERE d.time_zone = '{TimeZoneNames.Unknown}' AND {condition}
            """;

        /// <summary>In the order of the index, so that users are counted without remembering them.</summary>
        public static string Count(string condition) => $"""
            SELECT CAST(COUNT(*) AS bigint) AS Users,
                CAST(COALESCE(SUM(apns), 0) AS bigint) AS ApnsDevices, CAST(COUNT(CASE WHEN apns > 0 THEN 1 END) AS bigint) AS ApnsUsers,
                CAST(COALESCE(SUM(fcm), 0) AS bigint) AS FcmDevices, CAST(COUNT(CASE WHEN fcm > 0 THEN 1 END) AS bigint) AS FcmUsers
            FROM (
                SELECT d.user_id, COUNT(CASE WHEN d.platform = 'apns' THEN 1 END) AS apns, COUNT(CASE WHEN d.platform = 'fcmV1' THEN 1 END) AS fcm
                FROM devices d
                WHERE {condition}
                GROUP BY d.user_id) AS users
            """;
    }
}
