using Mobile.Features.Data;
using Mobile.Features.Data.Sqlite.Backups;

namespace Mobile.Features.Devices;

/// <summary>
/// Carries over who may be told what on which device. A row does not say when a preference was set, so the quieter of the two holds: a
/// consent that was withdrawn stays withdrawn, and one that was given since is given anew. What has ended stays ended until the app registers.
/// </summary>
internal sealed class DeviceCarryOver(TimeProvider clock) : ICarryOver
{
    /// <summary>What is decided apart from the facts that a device says of itself.</summary>
    private static readonly string[] Decided =
    [
        "id", "user_id", "allows_orders", "allows_promotions", "quiet_from", "quiet_to", "registered_at", "unregistered_at", "unregistered_reason",
        "revision", "hub_generation", "hub_told_at",
    ];

    public string Unknown =>
        "Consent to pushes that was withdrawn since, and devices that were signed out of them, are as they were in the backup.";

    public IEnumerable<string> CarryOver(ReplacedDatabase replaced)
    {
        if (!replaced.Has("devices"))
        {
            yield break;
        }

        var now = clock.UnixMilliseconds();
        var quieter = replaced.Execute(Sql.KeepQuiet);
        var ended = replaced.Execute(Sql.EndMoved, new { now, reason = UnregisteredReasons.Moved })
            + replaced.Execute(Sql.EndCollected, new { now, reason = UnregisteredReasons.Stale });
        foreach (var reason in replaced.Query<string>(Sql.Reasons))
        {
            ended += replaced.Execute(Sql.EndEnded, new { now, reason });
        }

        var facts = string.Join(", ", replaced.SharedColumns("devices", Decided));
        replaced.Execute(Sql.TellHub);
        replaced.Execute($"UPDATE main.devices SET ({facts}) = (SELECT {facts} FROM replaced.devices AS latest WHERE latest.id = devices.id) WHERE {Sql.SeenSince}");
        yield return $"Devices whose registration had ended or moved: {ended}; whose user had asked for less: {quieter}.";
    }

    private static class Sql
    {
        public const string KeepQuiet = """
            UPDATE main.devices
            SET allows_orders = MIN(devices.allows_orders, latest.allows_orders),
                allows_promotions = MIN(devices.allows_promotions, latest.allows_promotions),
                quiet_from = CASE WHEN latest.quiet_from IS NULL THEN devices.quiet_from ELSE latest.quiet_from END,
                quiet_to = CASE WHEN latest.quiet_from IS NULL THEN devices.quiet_to ELSE latest.quiet_to END
            FROM replaced.devices AS latest
            WHERE latest.id = devices.id AND latest.user_id = devices.user_id
                AND (latest.allows_orders < devices.allows_orders OR latest.allows_promotions < devices.allows_promotions
                    OR (latest.quiet_from IS NOT NULL AND (devices.quiet_from IS NOT latest.quiet_from OR devices.quiet_to IS NOT latest.quiet_to)))
            """;

        /// <summary>Somebody else has the phone.</summary>
        public const string EndMoved = $"""
            {Unregistration.End}
            AND EXISTS (SELECT 1 FROM replaced.devices AS latest WHERE latest.id = devices.id AND latest.user_id <> devices.user_id)
            """;

        /// <summary>Ended so long ago that the replaced database has forgotten it.</summary>
        public const string EndCollected = $"""
            {Unregistration.End}
            AND id NOT IN (SELECT id FROM replaced.devices) AND user_id IN (SELECT id FROM replaced.users)
            """;

        public const string Reasons = """
            SELECT DISTINCT latest.unregistered_reason
            FROM main.devices JOIN replaced.devices AS latest ON latest.id = devices.id
            WHERE devices.unregistered_at IS NULL AND latest.unregistered_at IS NOT NULL
            """;

        public const string EndEnded = $"""
            {Unregistration.End}
            AND id IN (SELECT id FROM replaced.devices WHERE unregistered_at IS NOT NULL AND unregistered_reason = @reason)
            """;

        /// <summary>Seen since the backup, and nobody else holds its handle.</summary>
        public const string SeenSince = """
            devices.unregistered_at IS NULL AND EXISTS (
                SELECT 1 FROM replaced.devices AS latest
                WHERE latest.id = devices.id AND latest.user_id = devices.user_id AND latest.unregistered_at IS NULL
                    AND latest.last_seen_at >= devices.last_seen_at
                    AND NOT EXISTS (
                        SELECT 1 FROM main.devices AS other
                        WHERE other.platform = latest.platform AND other.push_handle_hash = latest.push_handle_hash
                            AND other.unregistered_at IS NULL AND other.id <> latest.id))
            """;

        public const string TellHub = $"""
            UPDATE main.devices SET revision = revision + 1, hub_generation = 0
            WHERE {SeenSince} AND EXISTS (
                SELECT 1 FROM replaced.devices AS latest
                WHERE latest.id = devices.id AND (latest.push_handle_hash <> devices.push_handle_hash OR latest.locale <> devices.locale))
            """;
    }
}
