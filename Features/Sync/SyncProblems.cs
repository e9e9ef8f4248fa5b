using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Sync;

public static class SyncProblems
{
    public static readonly ProblemType SyncResetRequired = new(
        "sync-reset-required", 410, "The sync token is no longer good", "Start afresh at Location, and drop the rows that it does not bring.");

    public static readonly ProblemType UnknownCollection = new(
        "unknown-collection", 400, "There is no such collection", "Send collections with any of the names that the contract lists, separated by commas.");

    public static IReadOnlyList<ProblemType> All { get; } = [SyncResetRequired, UnknownCollection];
}
