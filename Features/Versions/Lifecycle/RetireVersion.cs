using Mobile.Features.Pipeline;
using Mobile.Features.Versions.Adoption;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Versions.Lifecycle;

/// <summary>Ends an API version: it answers 410 from now on. Only through the gate, or past it with a reason that is kept.</summary>
public static class RetireVersion
{
    /// <param name="OverrideReason">Why it is retired although the gate is not met; at least ten characters.</param>
    public sealed record Change(string Version, string? OverrideReason = null, long? SeenRevision = null);

    public sealed class Handler(VersionChanges changes, RetirementGate.Handler gate, TimeProvider clock)
    {
        public Task<Outcome<PolicySnapshot>> RetireAsync(Change change, CancellationToken stop) =>
            changes.ApplyAsync(change.Version, change.SeenRevision, (version, _) => ApplyAsync(change, version, stop), stop);

        private async Task<Outcome<PolicyChange>> ApplyAsync(Change change, ApiLifecycle version, CancellationToken stop)
        {
            if (version.Status is ApiStatus.Current or ApiStatus.Retired)
            {
                return VersionProblems.Invalid("version", version.Status == ApiStatus.Current
                    ? $"{change.Version} is the current version; make its successor current first."
                    : $"{change.Version} is retired already.");
            }

            var state = await gate.ReadAsync(version, stop);
            var reason = OverrideReason.Read(change.OverrideReason);
            if (!state.IsMet && reason is null)
            {
                return VersionProblems.RetirementGateNotMet.With($"{state.Summary} To retire it all the same, give a reason of at least {OverrideReason.MinLength} characters.");
            }

            var now = clock.GetUtcNow();
            await changes.SaveAsync(version with { Status = ApiStatus.Retired, DeprecatedAt = version.DeprecatedAt ?? now, RetiredAt = now });
            return new PolicyChange(
                "api-version-retired",
                VersionChanges.Subject(change.Version),
                state.IsMet ? state.Summary : $"Gate overridden: {reason} {state.Summary}");
        }
    }
}
