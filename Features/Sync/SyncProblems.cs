using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Sync;

public static class SyncProblems
{
    public static readonly ProblemType SyncResetRequired = new(
        "sync-reset-required", 410, "The sync token is no longer good", "Start afresh at Location, and drop the rows that it does not bring.")
    {
        Headers = ["Location"],
    };

    public static readonly ProblemType InvalidSince = new(
        "invalid-since", 400, "since is neither a sync token nor a time",
        "Send the syncToken of the last answer as it was received, or a time as RFC 3339 writes it; leave since out to start afresh.");

    public static readonly ProblemType UnknownCollection = new(
        "unknown-collection", 400, "There is no such collection", "Send collections with any of the names that the contract lists, separated by commas.");

    public static readonly ProblemType InvalidBatchItem = new(
        "invalid-batch-item", 400, "A request of the batch cannot be run", "Correct this request; the others of the batch are not concerned.");

    public static readonly ProblemType DependencyFailed = new(
        "dependency-failed", 424, "A request on which this one depends has failed", "Repeat it once that one has succeeded.");

    public static readonly ProblemType BatchFull = new(
        "batch-full", 429, "The batch holds no more replies",
        "Nothing was done. Send this request, and those after it, in the next batch with the same idempotency keys; a read that is too large, by itself.",
        Retryable: true)
    {
        Headers = ["Retry-After"],
    };

    public static IReadOnlyList<ProblemType> All { get; } =
        [SyncResetRequired, InvalidSince, UnknownCollection, InvalidBatchItem, DependencyFailed, BatchFull];
}
