using Mobile.Features.Pipeline;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Versions.Lifecycle;

/// <summary>
/// Announces the end of an API version, or changes what was announced: from then on each of its answers says so. A retired version answers
/// again, and says so too.
/// </summary>
public static class DeprecateVersion
{
    /// <summary>From the announcement of a sunset to the sunset itself.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromDays(7);

    /// <param name="DeprecatedAt">Now, when null; may lie ahead (RFC 9745 §2.1).</param>
    /// <param name="SunsetAt">When the version may stop to answer; null while nobody knows.</param>
    /// <param name="InformationUrl">Where developers of apps read more; null for the version's own page.</param>
    public sealed record Change(
        string Version, DateTimeOffset? DeprecatedAt = null, DateTimeOffset? SunsetAt = null, string? InformationUrl = null, long? SeenRevision = null);

    public sealed class Handler(VersionChanges changes, TimeProvider clock)
    {
        public Task<Outcome<PolicySnapshot>> DeprecateAsync(Change change, CancellationToken stop) =>
            changes.ApplyAsync(change.Version, change.SeenRevision, (version, _) => ApplyAsync(change, version), stop);

        private async Task<Outcome<PolicyChange>> ApplyAsync(Change change, ApiLifecycle version)
        {
            if (version.Status == ApiStatus.Current)
            {
                return VersionProblems.Invalid("version", $"{change.Version} is the current version; make its successor current first.");
            }

            var now = clock.GetUtcNow();
            var deprecatedAt = change.DeprecatedAt ?? version.DeprecatedAt ?? now;
            if (change.SunsetAt < deprecatedAt)
            {
                return VersionProblems.Invalid("sunsetAt", "A version is sunset after it was deprecated (RFC 9745 §4).");
            }

            if (change.SunsetAt < now + Notice && change.SunsetAt != version.SunsetAt)
            {
                return VersionProblems.Invalid("sunsetAt", $"Announce a sunset at least {Notice.TotalDays} days ahead, so that apps can be moved before it.");
            }

            if (change.InformationUrl is { } url && !WebUrl.IsValid(url))
            {
                return VersionProblems.Invalid("informationUrl", WebUrl.Form);
            }

            await changes.SaveAsync(new(change.Version, ApiStatus.Deprecated, deprecatedAt, change.SunsetAt, null, change.InformationUrl));
            return new PolicyChange(
                "api-version-deprecated",
                VersionChanges.Subject(change.Version),
                $"Deprecated {deprecatedAt:u}; sunset {(change.SunsetAt is { } sunset ? sunset.ToString("u") : "not announced")}.");
        }
    }
}
