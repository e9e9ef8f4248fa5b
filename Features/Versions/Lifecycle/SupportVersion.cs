using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Versions.Lifecycle;

/// <summary>Takes a deprecation back, or brings a retired version back to life: the version answers as it did before.</summary>
public static class SupportVersion
{
    public sealed class Handler(PolicyChanges changes, VersionStatus status, DbSession db)
    {
        public Task<Outcome<PolicySnapshot>> SupportAsync(string version, long? seenRevision, CancellationToken stop) =>
            changes.ApplyAsync(seenRevision, decided => ApplyAsync(version, decided), stop);

        private async Task<Outcome<PolicyChange>> ApplyAsync(string name, PolicySnapshot decided)
        {
            switch (decided.Find(name))
            {
                case null:
                    return LifecycleProblems.Unknown(name);

                case { Status: ApiStatus.Current }:
                    return VersionProblems.Invalid("version", $"{name} is the current version; make another one current, and this one is supported.");

                case { } version:
                    await db.ExecuteAsync(Sql.DeleteBrownouts, new { name });
                    await status.SaveAsync(new(name, ApiStatus.Supported));
                    return new PolicyChange("api-version-supported", LifecycleProblems.Subject(name), $"It was {version.Status}.");
            }
        }
    }

    private static class Sql
    {
        public const string DeleteBrownouts = "DELETE FROM api_brownouts WHERE version = @name";
    }
}
