using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Sync;

/// <summary>A user's feed holds numbers alone.</summary>
internal sealed class FeedData : IPersonalData
{
    public IReadOnlyList<PersonalTable> Tables { get; } =
    [
        new(
            "feeds",
            NotExported: "It counts the user's changes, for sync tokens.",
            Kept: "An id and numbers. The closed feed refuses whatever still comes for the account."),
    ];
}
