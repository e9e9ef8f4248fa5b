using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Versions;

/// <summary>Why a change of the version policy is not made. The answers that apps get stand in the pipeline.</summary>
public static class VersionProblems
{
    public static readonly ProblemType InvalidPolicy = new(
        "invalid-policy", 422, "The change cannot be made", "Correct the members named in errors.");

    public static readonly ProblemType PolicyChanged = new(
        "policy-changed", 409, "Somebody else has changed the policy", "Look at it as it is now, and decide again.");

    public static readonly ProblemType RetirementGateNotMet = new(
        "retirement-gate-not-met", 409, "The version is still in use", "Wait until the gate is met, or give the reason for retiring it all the same.");

    public static readonly ProblemType ReasonRequired = new(
        "reason-required", 409, "This needs a reason", "Say why, for the audit log.");

    public static IReadOnlyList<ProblemType> All { get; } = [InvalidPolicy, PolicyChanged, RetirementGateNotMet, ReasonRequired];

    public static Problem UnknownVersion(string version) =>
        Invalid("version", $"'{version}' was never published; name one of {string.Join(", ", ApiVersions.Names)}.");

    /// <summary>Null where the member names a version of the app, or is left out.</summary>
    public static Problem? InvalidAppVersion(string member, string? text) =>
        text is null || AppVersion.TryParse(text, out _) ? null : Invalid(member, AppVersion.Form);

    /// <summary>A member of the change is wrong.</summary>
    public static Problem Invalid(string member, string message) => new(InvalidPolicy)
    {
        Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { [member] = [message] },
    };
}
