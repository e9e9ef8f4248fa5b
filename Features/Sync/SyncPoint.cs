namespace Mobile.Features.Sync;

/// <summary>How far an app has followed one feed.</summary>
/// <param name="Position">The number up to which it has everything.</param>
/// <param name="High">The high-water mark of the delta it is reading; equal to the position between two deltas.</param>
public sealed record FeedPoint(long Position, long High)
{
    /// <summary>Before every row, those too that never changed since the store was made.</summary>
    public const long Start = -1;

    public static FeedPoint At(long seq) => new(seq, seq);

    public FeedPoint MoveTo(long position) => this with { Position = position };
}

/// <summary>What a sync token says: how far its app has followed each feed.</summary>
/// <param name="Fresh">Whether the app is still reading its first delta, of which every row is new to it.</param>
public sealed record SyncPoint(bool Fresh, IReadOnlyList<FeedPoint> Feeds)
{
    public bool IsReading => Feeds.Any(feed => feed.Position < feed.High);

    public static SyncPoint At(long seq) => new(false, [FeedPoint.At(seq)]);

    public static SyncPoint FreshStart(int feeds) => new(true, [.. Enumerable.Repeat(FeedPoint.At(FeedPoint.Start), feeds)]);
}
