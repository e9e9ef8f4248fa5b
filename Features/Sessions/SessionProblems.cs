using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Sessions;

public static class SessionProblems
{
    public static readonly ProblemType SessionNotFound = new(
        "session-not-found", 404, "There is no such session", "List your sessions; this one may have ended.");

    public static IReadOnlyList<ProblemType> All { get; } = [SessionNotFound];
}
