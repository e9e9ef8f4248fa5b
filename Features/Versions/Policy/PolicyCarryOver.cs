using Mobile.Features.Data.Sqlite.Backups;

namespace Mobile.Features.Versions.Policy;

/// <summary>Carries over what staff have decided about versions, whole, where the replaced database has decided more than the backup.</summary>
internal sealed class PolicyCarryOver : ICarryOver
{
    private static readonly string[] Tables = ["api_versions", "api_brownouts", "app_releases", "feature_flags", "certificate_pins"];

    public string Unknown => "API versions, minimum app versions, flags and pins that were changed since are as they were.";

    public IEnumerable<string> CarryOver(ReplacedDatabase replaced)
    {
        if (!replaced.Has("feeds") || !Tables.All(replaced.Has) || replaced.Query<long>(Sql.IsLater, new { owner = PolicyRows.Feed })[0] == 0)
        {
            yield break;
        }

        foreach (var table in Tables)
        {
            replaced.Execute($"DELETE FROM main.{table}");
            replaced.Copy(table, "true");
        }

        replaced.Execute(Sql.DeleteRevision, new { owner = PolicyRows.Feed });
        replaced.Copy("feeds", $"owner = '{PolicyRows.Feed}'");
        yield return "API versions, minimum app versions, flags and pins are as they were before the restore.";
    }

    private static class Sql
    {
        public const string IsLater = """
            SELECT COUNT(*) FROM replaced.feeds AS latest
            WHERE latest.owner = @owner AND latest.seq > COALESCE((SELECT seq FROM main.feeds WHERE owner = @owner), 0)
            """;

        public const string DeleteRevision = "DELETE FROM main.feeds WHERE owner = @owner";
    }
}
