using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Privacy;

/// <summary>That an account was deleted has to be known for good.</summary>
internal sealed class ErasureData : IPersonalData
{
    public IReadOnlyList<PersonalTable> Tables { get; } =
    [
        new(
            "erasures",
            NotExported: "Whoever is in it has no account to export.",
            Kept: "An id and times: they prove the deletion, and name what a restored backup must erase again."),
    ];
}
