using Mobile.Features.Pipeline;
using Mobile.Features.Versions.Adoption;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Versions.Lifecycle;

/// <summary>Ends an API version: it answers 410 from now on. Only through the gate, or past it with a reason that is kept.</summary>
public static class RetireVersion
{
    private const int MinReason = 10;

    /// <param name="OverrideReason">Why it is retired although the gate is not met; at least ten characters.</param>
    public sealed record Change(string Version, string? OverrideReason = null, long? SeenRevision = null);

    public sealed class Handler(PolicyChanges changes, VersionStatus status, RetirementGate.Handler gate, TimeProvider clock)
    {
        public Task<Outcome<PolicySnapshot>> RetireAsync(Change change, CancellationToken stop) =>
            changes.ApplyAsync(change.SeenRevision, decided => ApplyAsync(change, decided, stop), stop);

        private async Task<Outcome<PolicyChange>> ApplyAsync(Change change, PolicySnapshot decided, CancellationToken stop)
        {
            if (decided.Find(change.Version) is not { } version)
            {
                return LifecycleProblems.Unknown(change.Version);
            }

            if (version.Status is ApiStatus.Current or ApiStatus.Retired)
            {
                return VersionProblems.Invalid("version", version.Status == ApiStatus.Current
                    ? $"{change.Version} is the current version; make its successor current first."
                    : $"{change.Version} is retired already.");
            }

            var state = await gate.ReadAsync(version, stop);
            var reason = change.OverrideReason?.Trim();
            if (!state.IsMet && reason is not { Length: >= MinReason })
            {
                return VersionProblems.RetirementGateNotMet.With($"{state.Summary} To retire it all the same, give a reason of at least {MinReason} characters.");
            }

            var now = clock.GetUtcNow();
            await status.SaveAsync(version with { Status = ApiStatus.Retired, DeprecatedAt = version.DeprecatedAt ?? now, RetiredAt = now });
            return new PolicyChange(
                "api-version-retired",
                LifecycleProblems.Subject(change.Version),
                state.IsMet ? state.Summary : $"Gate overridden: {reason} {state.Summary}");
        }
    }
}
