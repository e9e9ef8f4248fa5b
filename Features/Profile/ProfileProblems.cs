using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Profile;

public static class ProfileProblems
{
    public static readonly ProblemType ProfileNotFound = new(
        "profile-not-found", 404, "There is no such user any more", "Sign in again.");

    public static IReadOnlyList<ProblemType> All { get; } = [ProfileNotFound];
}
