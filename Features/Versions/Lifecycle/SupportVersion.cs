using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Versions.Lifecycle;

/// <summary>Takes a deprecation back, or brings a retired version back to life: the version answers as it did before.</summary>
public static class SupportVersion
{
    public sealed class Handler(VersionChanges changes, DbSession db)
    {
        public Task<Outcome<PolicySnapshot>> SupportAsync(string version, long? seenRevision, CancellationToken stop) =>
            changes.ApplyAsync(version, seenRevision, (found, _) => ApplyAsync(found), stop);

        private async Task<Outcome<PolicyChange>> ApplyAsync(ApiLifecycle version)
        {
            if (version.Status == ApiStatus.Current)
            {
                return VersionProblems.Invalid(
                    "version", $"{version.Version} is the current version; make another one current, and this one is supported.");
            }

            await db.ExecuteAsync(Sql.DeleteBrownouts, new { version.Version });
            await changes.SaveAsync(new(version.Version, ApiStatus.Supported));
            return new PolicyChange("api-version-supported", VersionChanges.Subject(version.Version), $"It was {version.Status}.");
        }
    }

    private static class Sql
    {
        public const string DeleteBrownouts = "DELETE FROM api_brownouts WHERE version = @Version";
    }
}
