using Mobile.Features.Pipeline;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Versions.Lifecycle;

/// <summary>Names the version on which new apps are built: the successor of all that are deprecated. The one before is supported from then on.</summary>
public static class MakeVersionCurrent
{
    public sealed class Handler(VersionChanges changes)
    {
        public Task<Outcome<PolicySnapshot>> MakeCurrentAsync(string version, long? seenRevision, CancellationToken stop) =>
            changes.ApplyAsync(version, seenRevision, ApplyAsync, stop);

        private async Task<Outcome<PolicyChange>> ApplyAsync(ApiLifecycle version, PolicySnapshot decided)
        {
            if (version.IsEnding)
            {
                return VersionProblems.Invalid("version", $"{version.Version} is {version.Status}; support it first.");
            }

            foreach (var before in decided.Versions.Where(other => other.Status == ApiStatus.Current && other.Version != version.Version))
            {
                await changes.SaveAsync(new(before.Version, ApiStatus.Supported));
            }

            await changes.SaveAsync(new(version.Version, ApiStatus.Current));
            return new PolicyChange("api-version-made-current", VersionChanges.Subject(version.Version), $"Before it was {decided.Current.Version}.");
        }
    }
}
