using Mobile.Features.Data.Sqlite.Backups;

namespace Mobile.Features.Pipeline;

/// <summary>
/// Carries keys over: those that were made anew since a backup, because somebody may have had the old ones, stay the keys, and what the old
/// ones have sealed opens no more.
/// </summary>
internal sealed class KeyCarryOver : ICarryOver
{
    public string Unknown => "Keys that were changed since are as they were.";

    public IEnumerable<string> CarryOver(ReplacedDatabase replaced)
    {
        if (replaced.Has("signing_keys"))
        {
            var renewed = replaced.Execute(Sql.ReplaceSigning) + replaced.Copy("signing_keys", Sql.MissingSigning);
            yield return $"Signing keys that were made or changed since the backup: {renewed}.";
        }

        if (replaced.Has("protection_keys") && replaced.Query<long>(Sql.CountProtection)[0] > 0)
        {
            replaced.Execute(Sql.DeleteProtection);
            replaced.Copy("protection_keys", "true");
        }
    }

    private static class Sql
    {
        public const string ReplaceSigning = """
            UPDATE main.signing_keys
            SET algorithm = latest.algorithm, material = latest.material, created_at = latest.created_at
            FROM replaced.signing_keys AS latest
            WHERE latest.id = signing_keys.id AND latest.created_at > signing_keys.created_at AND latest.material <> signing_keys.material
            """;

        public const string MissingSigning = "id NOT IN (SELECT id FROM main.signing_keys)";
        public const string CountProtection = "SELECT COUNT(*) FROM replaced.protection_keys";
        public const string DeleteProtection = "DELETE FROM main.protection_keys";
    }
}
