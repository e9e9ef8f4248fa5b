using System.Data.Common;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Devices;

/// <summary>What a device says of itself when it registers, and how that becomes the one registration of its installation and of its handle.</summary>
internal sealed class RegistrationRow(string id, RegisterDevice.Request request, DeviceFacts facts, Caller caller, long now)
{
    public string Id => id;

    public string UserId => caller.UserId;

    public string SessionId => caller.SessionId;

    public string Platform => request.Platform;

    public string Handle { get; } = PushHandle.Canonical(request.Platform, request.PushToken);

    public string HandleHash { get; } = PushHandle.Hash(PushHandle.Canonical(request.Platform, request.PushToken));

    public string AppVersion => facts.AppVersion;

    public string AppVersionOrder => facts.AppVersionOrder;

    public string? OsVersion => facts.OsVersion;

    public string? Model => facts.Model;

    public string Locale => facts.Locale;

    public string TimeZone => facts.TimeZone;

    public long Now => now;

    /// <returns>Whether the caller did not have the device before.</returns>
    public async Task<bool> SaveAsync(DbSession db, int tries = 5)
    {
        try
        {
            await db.ExecuteAsync(Sql.TakeHandle, new { Id, Platform, HandleHash, now, reason = UnregisteredReasons.Moved });
            var isNew = await db.ExecuteAsync(Sql.SeeAgain, this) == 0;
            if (isNew)
            {
                await db.UpdateOrInsertAsync(Sql.LeaveAgain, Sql.Leave, this);
                await db.UpdateOrInsertAsync(Sql.TakeOver, Sql.Insert, this);
            }

            return isNew;
        }
        catch (DbException taken) when (tries > 1 && db.Dialect.IsUniqueViolation(taken))
        {
            // Somebody has just registered the handle or the installation: the next look finds that, and takes it.
            return await SaveAsync(db, tries - 1);
        }
    }

    private static class Sql
    {
        public const string TakeHandle = $"{Unregistration.End} AND platform = @Platform AND push_handle_hash = @HandleHash AND id <> @Id";

        /// <summary>
        /// The hub forgets what it has not heard of for long, so that it is told again of a device that is in use: each ten days, counted from
        /// the device's own registration lest all come at once.
        /// </summary>
        private const string IsKnownToHub = """
            platform = @Platform AND push_handle_hash = @HandleHash AND locale = @Locale
            AND (@Now - registered_at) / 864000000 = (last_seen_at - registered_at) / 864000000
            """;

        private const string Facts = """
            hub_refused_at = CASE WHEN platform = @Platform AND push_handle_hash = @HandleHash THEN hub_refused_at END,
            session_id = @SessionId, platform = @Platform, push_handle = @Handle, push_handle_hash = @HandleHash, app_version = @AppVersion,
            app_version_order = @AppVersionOrder, os_version = @OsVersion, model = @Model, locale = @Locale, time_zone = @TimeZone, last_seen_at = @Now
            """;

        public const string SeeAgain = $"""
            UPDATE devices
            SET {Facts},
                revision = CASE WHEN {IsKnownToHub} THEN revision ELSE revision + 1 END,
                hub_generation = CASE WHEN {IsKnownToHub} THEN hub_generation ELSE 0 END
            WHERE id = @Id AND user_id = @UserId AND unregistered_at IS NULL
            """;

        /// <summary>What was sent to the user who had it before is found by this, should that account be deleted.</summary>
        public const string Leave = """
            INSERT INTO former_devices (user_id, device_id, left_at) SELECT user_id, id, @Now FROM devices WHERE id = @Id AND user_id <> @UserId
            """;

        public const string LeaveAgain = """
            UPDATE former_devices SET left_at = @Now
            WHERE device_id = @Id AND user_id IN (SELECT user_id FROM devices WHERE id = @Id AND user_id <> @UserId)
            """;

        /// <summary>Another user's device, or one of the caller's that was unregistered.</summary>
        public const string TakeOver = $"""
            UPDATE devices
            SET {Facts}, user_id = @UserId,
                allows_orders = CASE WHEN user_id = @UserId THEN allows_orders ELSE 1 END,
                allows_promotions = CASE WHEN user_id = @UserId THEN allows_promotions ELSE 0 END,
                quiet_from = CASE WHEN user_id = @UserId THEN quiet_from END,
                quiet_to = CASE WHEN user_id = @UserId THEN quiet_to END,
                registered_at = @Now, unregistered_at = NULL, unregistered_reason = NULL, revision = revision + 1, hub_generation = 0
            WHERE id = @Id
            """;

        public const string Insert = """
            INSERT INTO devices (
                id, user_id, session_id, platform, push_handle, push_handle_hash, app_version, app_version_order, os_version, model, locale, time_zone,
                allows_orders, allows_promotions, registered_at, last_seen_at, revision, hub_generation)
            VALUES (
                @Id, @UserId, @SessionId, @Platform, @Handle, @HandleHash, @AppVersion, @AppVersionOrder, @OsVersion, @Model, @Locale, @TimeZone,
                1, 0, @Now, @Now, 1, 0)
            """;
    }
}
