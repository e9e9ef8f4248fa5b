using Mobile.Features.Pipeline;

namespace Mobile.Features.Sync;

/// <summary>
/// How far behind an app was when it began to pull: by the numbers that its feeds have taken since, which are at least as many as the rows that
/// it is about to get.
/// </summary>
public static class SyncLag
{
    /// <summary>An app that begins with nothing, or again.</summary>
    public static readonly Signal Fresh = new("delta-fresh");
    public static readonly Signal Current = new("delta-current");
    public static readonly Signal UpTo10 = new("delta-behind-10");
    public static readonly Signal UpTo100 = new("delta-behind-100");
    public static readonly Signal More = new("delta-behind-more");

    /// <summary>Null for the later pages of a delta, which was counted with its first.</summary>
    internal static Signal? Of(SyncPoint start, SyncPoint point) =>
        start.IsReading ? null
        : start.Fresh ? Fresh
        : point.Feeds.Sum(feed => feed.High - feed.Position) switch
        {
            0 => Current,
            <= 10 => UpTo10,
            <= 100 => UpTo100,
            _ => More,
        };
}
