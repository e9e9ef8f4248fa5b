using Mobile.Features.Pipeline;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Versions.Lifecycle;

/// <summary>Names the version on which new apps are built: the successor of all that are deprecated. The one before is supported from then on.</summary>
public static class MakeVersionCurrent
{
    public sealed class Handler(PolicyChanges changes, VersionStatus status)
    {
        public Task<Outcome<PolicySnapshot>> MakeCurrentAsync(string version, long? seenRevision, CancellationToken stop) =>
            changes.ApplyAsync(seenRevision, decided => ApplyAsync(version, decided), stop);

        private async Task<Outcome<PolicyChange>> ApplyAsync(string name, PolicySnapshot decided)
        {
            if (decided.Find(name) is not { } version)
            {
                return LifecycleProblems.Unknown(name);
            }

            if (version.IsEnding)
            {
                return VersionProblems.Invalid("version", $"{name} is {version.Status}; support it first.");
            }

            foreach (var before in decided.Versions.Where(other => other.Status == ApiStatus.Current && other.Version != name))
            {
                await status.SaveAsync(new(before.Version, ApiStatus.Supported));
            }

            await status.SaveAsync(new(name, ApiStatus.Current));
            return new PolicyChange("api-version-made-current", LifecycleProblems.Subject(name), $"Before it was {decided.Current.Version}.");
        }
    }
}
