using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Versions.RemoteConfig;

/// <summary>Removes a flag: apps that still ask for it take it for off.</summary>
public static class RemoveFlag
{
    public sealed class Handler(PolicyChanges changes, DbSession db)
    {
        public Task<Outcome<PolicySnapshot>> RemoveAsync(string name, long? seenRevision, CancellationToken stop) =>
            changes.ApplyAsync(
                seenRevision,
                async _ => await db.ExecuteAsync(Sql.Delete, new { name }) > 0
                    ? new PolicyChange("flag-removed", $"flag/{name}")
                    : VersionProblems.Invalid("name", $"There is no flag '{name}'."),
                stop);
    }

    private static class Sql
    {
        public const string Delete = "DELETE FROM feature_flags WHERE name = @name";
    }
}
