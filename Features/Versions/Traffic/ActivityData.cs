using Mobile.Features.Data;
using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Versions.Traffic;

/// <summary>When each device of a user was last active, on which version. The counts that are made of it name nobody, and stay.</summary>
internal sealed class ActivityData(DbSession db) : IPersonalData
{
    public IReadOnlyList<PersonalTable> Tables { get; } = [new("active_devices")];

    public IEnumerable<PersonalList> Export(string userId, string version, CancellationToken stop) =>
    [
        new("activity", KeysetPages.ReadAsync<Row>(last => db.QueryAsync<Row>(
            $"{Sql.OfUser} {db.Dialect.Limit}",
            new { userId, device = last?.DeviceId ?? "", version = last?.ApiVersion ?? "", limit = KeysetPages.Size },
            stop)).Select(row => row.ToItem())),
    ];

    public Task<Erased> EraseAsync(string userId, int batch, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            var devices = await db.QueryAsync<string>($"{Sql.Some} {db.Dialect.Limit}", new { userId, limit = batch }, stop);
            if (devices.Count == 0)
            {
                return Erased.All;
            }

            await db.ExecuteAsync(Sql.Delete, new { userId, last = devices[^1] });
            return Erased.Some;
        },
        stop);

    private sealed record Row(string DeviceId, string ApiVersion, string Platform, string AppVersion, long FirstSeenAt, long LastSeenAt)
    {
        public object ToItem() => new { DeviceId, ApiVersion, Platform, AppVersion, FirstSeenAt = FirstSeenAt.ToTime(), LastSeenAt = LastSeenAt.ToTime() };
    }

    private static class Sql
    {
        public const string OfUser = """
            SELECT device_id AS DeviceId, api_version AS ApiVersion, platform AS Platform, app_version AS AppVersion,
                   first_seen_at AS FirstSeenAt, last_seen_at AS LastSeenAt
            FROM active_devices
            WHERE user_id = @userId AND (device_id > @device OR (device_id = @device AND api_version > @version))
            ORDER BY device_id, api_version
            """;

        public const string Some = "SELECT device_id FROM active_devices WHERE user_id = @userId ORDER BY device_id";

        public const string Delete = "DELETE FROM active_devices WHERE user_id = @userId AND device_id <= @last";
    }
}
