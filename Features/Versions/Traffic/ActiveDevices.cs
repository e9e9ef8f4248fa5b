using System.Data.Common;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Apps;

namespace Mobile.Features.Versions.Traffic;

/// <summary>
/// When each device was last active, and with which app. The device is the one under which the session was opened; apps that named none
/// count once for each user.
/// </summary>
internal sealed partial class ActiveDevices(Database database, TimeProvider clock, ILogger<ActiveDevices> logger)
{
    public const int Chunk = 100;

    private const int MaxTries = 3;

    /// <summary>Writes what another node has not written today. A device that the database refuses is left out, and no other waits for it.</summary>
    public async Task WriteAsync(IReadOnlyList<SeenDevice> devices, CancellationToken stop)
    {
        try
        {
            await WriteTogetherAsync(devices, stop);
        }
        catch (DbException refused) when (!database.Dialect.IsUnavailable(refused) && devices.Count == 1)
        {
            Log.Refused(logger, devices[0].SessionId, refused);
        }
        catch (DbException refused) when (!database.Dialect.IsUnavailable(refused))
        {
            foreach (var device in devices)
            {
                await WriteAsync([device], stop);
            }
        }
    }

    private async Task WriteTogetherAsync(IReadOnlyList<SeenDevice> devices, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await database.WriteAsync(unit => WriteAsync(unit, devices), stop);
                return;
            }
            catch (DbException other) when (database.Dialect.IsUniqueViolation(other) && attempt < MaxTries)
            {
                // Another node has just written one of them: this time it is found.
            }
        }
    }

    private async Task<int> WriteAsync(DbUnit unit, IReadOnlyList<SeenDevice> devices)
    {
        var now = clock.UnixMilliseconds();
        foreach (var device in devices)
        {
            var row = new
            {
                device.SessionId,
                device.ApiVersion,
                Platform = device.App.Platform.Name(),
                AppVersion = device.App.Version?.ToString() ?? SeenApps.Unknown,
                device.App.Version?.SortKey,
                now,
                today = TrafficTime.DayOf(now),
                QueuedAt = device.HasQueued ? now : (long?)null,
            };
            if (await unit.ExecuteAsync(Sql.Update, row, CancellationToken.None) == 0)
            {
                await unit.ExecuteAsync(Sql.Insert, row, CancellationToken.None);
            }
        }

        return devices.Count;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The device of session {SessionId} is not counted: the database refuses it")]
        public static partial void Refused(ILogger logger, string sessionId, Exception exception);
    }

    private static class Sql
    {
        public const string Update = """
            UPDATE active_devices
            SET platform = @Platform, app_version = @AppVersion, app_version_order = @SortKey, last_seen_at = @now,
                queued_at = COALESCE(@QueuedAt, queued_at)
            WHERE user_id = (SELECT user_id FROM sessions WHERE id = @SessionId)
                AND device_id = (SELECT COALESCE(device_id, user_id) FROM sessions WHERE id = @SessionId)
                AND api_version = @ApiVersion
                AND (last_seen_at < @today OR platform <> @Platform OR app_version <> @AppVersion OR (@QueuedAt IS NOT NULL AND COALESCE(queued_at, 0) < @today))
            """;

        public const string Insert = """
            INSERT INTO active_devices (user_id, device_id, api_version, platform, app_version, app_version_order, first_seen_at, last_seen_at, queued_at)
            SELECT s.user_id, COALESCE(s.device_id, s.user_id), @ApiVersion, @Platform, @AppVersion, @SortKey, @now, @now, @QueuedAt
            FROM sessions s
            WHERE s.id = @SessionId AND NOT EXISTS (
                SELECT 1 FROM active_devices d
                WHERE d.user_id = s.user_id AND d.device_id = COALESCE(s.device_id, s.user_id) AND d.api_version = @ApiVersion)
            """;
    }
}
