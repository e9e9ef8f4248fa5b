using Mobile.Features.Data;
using Mobile.Features.Pipeline.Garbage;
using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Devices;

/// <summary>A user's devices. Those of a deleted account get no more pushes from its transaction on; their rows go once nobody needs them to find others.</summary>
internal sealed class DeviceData(DbSession db, IEnumerable<IDeviceTrail> trails, TimeProvider clock) : IPersonalData, IAccountFollower
{
    public IReadOnlyList<PersonalTable> Tables { get; } =
    [
        new("devices"),
        new("former_devices", NotExported: "Ids of devices that somebody else has by now, for 90 days."),
    ];

    public Task DeletedAsync(string userId) =>
        db.ExecuteAsync(Sql.End, new { userId, reason = UnregisteredReasons.AccountDeleted, now = clock.UnixMilliseconds() });

    public IEnumerable<PersonalList> Export(string userId, string version, CancellationToken stop) =>
    [
        new("devices", KeysetPages.ReadAsync<Row>(last => db.QueryAsync<Row>(
            $"{Sql.OfUser} {db.Dialect.Limit}", new { userId, id = last?.Id ?? "", limit = KeysetPages.Size }, stop)).Select(row => row.ToItem())),
    ];

    public async Task<Erased> EraseAsync(string userId, int batch, CancellationToken stop)
    {
        foreach (var trail in trails)
        {
            if (await trail.NeedsDevicesOfAsync(userId, stop))
            {
                return Erased.Waits;
            }
        }

        return await db.WriteAsync(
            async () =>
            {
                var ids = await db.QueryAsync<string>($"{Sql.Some} {db.Dialect.Limit}", new { userId, limit = batch }, stop);
                var former = await db.QueryAsync<string>($"{Sql.SomeFormer} {db.Dialect.Limit}", new { userId, limit = batch }, stop);
                if (ids.Count + former.Count == 0)
                {
                    return Erased.All;
                }

                await db.ExecuteAsync(Sql.Delete, new { userId, last = LastOf(ids) });
                await db.ExecuteAsync(Sql.DeleteFormer, new { userId, last = LastOf(former) });
                return Erased.Some;
            },
            stop);
    }

    private static string LastOf(IReadOnlyList<string> ids) => ids.Count == 0 ? "" : ids[^1];

    /// <summary>Without the handle: it is a key to the phone, which the platform gave to the app and nobody else is to see.</summary>
    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string Platform { get; init; } = "";

        public string AppVersion { get; init; } = "";

        public string? OsVersion { get; init; }

        public string? Model { get; init; }

        public string Locale { get; init; } = "";

        public string TimeZone { get; init; } = "";

        public long AllowsOrders { get; init; }

        public long AllowsPromotions { get; init; }

        public long? QuietFrom { get; init; }

        public long? QuietTo { get; init; }

        public long RegisteredAt { get; init; }

        public long LastSeenAt { get; init; }

        public long? UnregisteredAt { get; init; }

        public string? UnregisteredReason { get; init; }

        public object ToItem() => new
        {
            Id,
            Platform,
            AppVersion,
            OsVersion,
            Model,
            Locale,
            TimeZone,
            Preferences = new DevicePreferences(new(AllowsOrders == 1, AllowsPromotions == 1), Quiet),
            RegisteredAt = RegisteredAt.ToTime(),
            LastSeenAt = LastSeenAt.ToTime(),
            UnregisteredAt = UnregisteredAt?.ToTime(),
            UnregisteredReason,
        };

        private DeviceQuietHours? Quiet =>
            QuietFrom is { } from && QuietTo is { } to ? new(DeviceQuietHours.Write((int)from), DeviceQuietHours.Write((int)to)) : null;
    }

    private static class Sql
    {
        public const string End = $"{Unregistration.End} AND user_id = @userId";

        public const string OfUser = """
            SELECT id AS Id, platform AS Platform, app_version AS AppVersion, os_version AS OsVersion, model AS Model, locale AS Locale,
                time_zone AS TimeZone, allows_orders AS AllowsOrders, allows_promotions AS AllowsPromotions, quiet_from AS QuietFrom,
                quiet_to AS QuietTo, registered_at AS RegisteredAt, last_seen_at AS LastSeenAt, unregistered_at AS UnregisteredAt,
                unregistered_reason AS UnregisteredReason
            FROM devices
            WHERE user_id = @userId AND id > @id
            ORDER BY id
            """;

        public const string Some = "SELECT id FROM devices WHERE user_id = @userId ORDER BY id";
        public const string SomeFormer = "SELECT device_id FROM former_devices WHERE user_id = @userId ORDER BY device_id";
        public const string Delete = "DELETE FROM devices WHERE user_id = @userId AND id <= @last";
        public const string DeleteFormer = "DELETE FROM former_devices WHERE user_id = @userId AND device_id <= @last";
    }
}

/// <summary>Another feature that finds, by a user's devices, what it has of the user, or has yet to tell somebody of their end.</summary>
public interface IDeviceTrail
{
    /// <summary>Whether the rows of a deleted account's devices must stay for now.</summary>
    Task<bool> NeedsDevicesOfAsync(string userId, CancellationToken stop);
}

/// <summary>Pushes of the time before a device changed hands are gone by then.</summary>
internal sealed class OldFormerDevices(DbSession db, TimeProvider clock) : OldRows(db, clock, "former_devices", "left_at", TimeSpan.FromDays(91));
