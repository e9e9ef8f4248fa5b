using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Versions.Lifecycle;

internal static class LifecycleProblems
{
    public static Problem Unknown(string version) =>
        VersionProblems.Invalid("version", $"'{version}' was never published; name one of {string.Join(", ", ApiVersions.Names)}.");

    public static string Subject(string version) => $"api-version/{version}";
}
