using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Sync;

/// <summary>What has changed in some collections since an app last asked.</summary>
/// <param name="Collections">Each collection that was asked for, also when nothing in it has changed.</param>
/// <param name="SyncToken">Where to go on.</param>
/// <param name="More">Whether the app has to go on before its replica is whole.</param>
/// <param name="Lag">How far behind the app was; null where that was said with an earlier page.</param>
public sealed record Delta(IReadOnlyDictionary<string, List<Change>> Collections, string SyncToken, bool More, Signal? Lag);

/// <summary>
/// Reads deltas. The high-water mark of each feed is fixed on a delta's first page, from what is committed then; numbers become visible
/// in their order (<see cref="Feed"/>), so a row is either within the window or will be found by a later delta: repeats, never gaps.
/// </summary>
public sealed class Deltas(Feed feed, SyncTokens tokens, IEnumerable<ISyncSource> known, StoreEpoch epoch, Caller caller, TimeProvider clock)
{
    /// <summary>How far a time is put back, for clocks that disagree and writes that were slow to commit.</summary>
    private static readonly TimeSpan TimeSlack = TimeSpan.FromMinutes(5);

    /// <summary>All collections, in the product's order.</summary>
    public IEnumerable<ISyncSource> Known => known;

    /// <summary>The delta of one collection, which starts afresh with the pages of its list.</summary>
    public Task<Outcome<Delta>> ReadAsync(string collection, string since, int limit, string version, CancellationToken stop) =>
        ReadAsync([known.Single(candidate => candidate.Name == collection)], since, limit, version, $"/api/{version}/{collection}", stop);

    /// <summary>The delta of several collections, which starts afresh with a delta from nothing.</summary>
    public Task<Outcome<Delta>> ReadAsync(IReadOnlyList<ISyncSource> set, string? since, int limit, string version, CancellationToken stop) =>
        ReadAsync(set, since, limit, version, $"/api/{version}/sync?collections={NamesOf(set)}", stop);

    /// <param name="set">In the product's order, each once.</param>
    /// <param name="since">A sync token, a time (RFC 3339), or null for a fresh start.</param>
    /// <returns>sync-reset-required when the app can only start afresh, invalid-since for what is neither a token nor a time.</returns>
    private async Task<Outcome<Delta>> ReadAsync(
        IReadOnlyList<ISyncSource> set, string? since, int limit, string version, string freshStart, CancellationToken stop)
    {
        var userId = caller.UserId;
        var sources = set.ToLookup(collection => collection.FeedOwner(userId), StringComparer.Ordinal);
        var states = await StatesAsync(sources, stop);
        var time = Rfc3339.TryParse(since, out var parsed) ? parsed : (DateTimeOffset?)null;
        if (since is not null && time is null && !SyncTokens.IsFormOfToken(since))
        {
            return SyncProblems.InvalidSince;
        }

        if (await OpenAsync(sources, NamesOf(set), since, time, states, stop) is not { } start || !IsComplete(start, states))
        {
            return new Problem(SyncProblems.SyncResetRequired) { Location = freshStart };
        }

        var point = start.IsReading ? start : start with { Feeds = [.. start.Feeds.Zip(states, (at, state) => at with { High = state.Seq })] };
        var changes = set.ToDictionary(collection => collection.Name, _ => new List<Change>(), StringComparer.Ordinal);
        var feeds = new List<FeedPoint>(sources.Count);
        var room = new Room(limit);
        foreach (var (ofOwner, at, state) in sources.Zip(point.Feeds, states))
        {
            feeds.Add(state.ClosedAt is not null
                ? at.MoveTo(at.High)
                : await ReadFeedAsync(ofOwner, at, point.Fresh, room, version, changes, stop));
        }

        // A tombstone may have been collected just before its place in the feed was read: then the floor tells.
        if (!IsComplete(start, await StatesAsync(sources, stop)))
        {
            return new Problem(SyncProblems.SyncResetRequired) { Location = freshStart };
        }

        var reached = point with { Feeds = feeds };
        return new Delta(
            changes,
            tokens.Seal(NamesOf(set), userId, reached.IsReading ? reached : reached with { Fresh = false }),
            reached.IsReading,
            SyncLag.Of(start, point));
    }

    private async Task<List<FeedState>> StatesAsync(ILookup<string, ISyncSource> sources, CancellationToken stop)
    {
        var states = new List<FeedState>(sources.Count);
        foreach (var ofOwner in sources)
        {
            states.Add(await feed.StateAsync(ofOwner.Key, stop));
        }

        return states;
    }

    /// <summary>Takes the first changes of all collections that share a feed, and tells how far that gets.</summary>
    private async Task<FeedPoint> ReadFeedAsync(
        IEnumerable<ISyncSource> collections,
        FeedPoint at,
        bool fresh,
        Room room,
        string version,
        Dictionary<string, List<Change>> into,
        CancellationToken stop)
    {
        if (room.IsFull || at.Position >= at.High)
        {
            return at;
        }

        var found = new List<(string Collection, Change Change)>();
        var toldUpTo = at.High;
        foreach (var collection in collections)
        {
            var changes = await collection.ChangesAsync(caller.UserId, new(at.Position, at.High, fresh), room.Rows, version, stop);
            found.AddRange(changes.Rows.Select(change => (collection.Name, change)));
            toldUpTo = changes.HasMore ? Math.Min(toldUpTo, changes.Rows[^1].Seq) : toldUpTo;
        }

        // Where one collection goes on, changes of another may come only after what it has not told yet.
        foreach (var (collection, change) in found.Where(row => row.Change.Seq <= toldUpTo).OrderBy(row => row.Change.Seq))
        {
            if (!room.TryTake(change.Size))
            {
                return at;
            }

            into[collection].Add(change);
            at = at.MoveTo(change.Seq);
        }

        return at.MoveTo(toldUpTo);
    }

    private async Task<SyncPoint?> OpenAsync(
        ILookup<string, ISyncSource> sources, string names, string? since, DateTimeOffset? time, List<FeedState> states, CancellationToken stop) =>
        since is null ? SyncPoint.FreshStart(sources.Count)
        : time is not null ? await OpenAsync(sources, time.Value, states, stop)
        : tokens.TryOpen(names, caller.UserId, sources.Count, since, out var point) ? point : null;

    /// <summary>
    /// Just before the first row that was changed since a time; which rows were gone by then is known for as long as tombstones live, and as long
    /// as none was collected yet. A time that is still to come is of a clock that is wrong: whatever happens before it would be missed. One from
    /// before a restore is of an app that may hold what the restore has undone.
    /// </summary>
    private async Task<SyncPoint?> OpenAsync(
        ILookup<string, ISyncSource> sources, DateTimeOffset time, List<FeedState> states, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        if (time > now + TimeSlack || time < epoch.RestoredAt + TimeSlack || (time < now - Tombstones.Lifetime + TimeSlack && states.Exists(state => state.Floor > 0)))
        {
            return null;
        }

        var since = time.ToUnixTimeMilliseconds() - (long)TimeSlack.TotalMilliseconds;
        var feeds = new List<FeedPoint>(sources.Count);
        foreach (var (ofOwner, state) in sources.Zip(states))
        {
            var first = state.Seq + 1;
            foreach (var collection in ofOwner)
            {
                first = Math.Min(first, await collection.FirstSinceAsync(caller.UserId, since, stop) ?? first);
            }

            feeds.Add(FeedPoint.At(first - 1));
        }

        return new(false, feeds);
    }

    /// <summary>
    /// Whether all that happened since the point is still known: no tombstone of it was collected, and it is not from a future that a
    /// restored backup has undone. An app on its first delta holds no row that was gone before. Where nothing was collected yet, all is known.
    /// </summary>
    private static bool IsComplete(SyncPoint point, IReadOnlyList<FeedState> states) =>
        point.Feeds.Zip(states).All(pair =>
            pair.First.High <= pair.Second.Seq
            && (pair.Second.Floor == 0
                || (point.Fresh ? !point.IsReading || pair.First.High >= pair.Second.Floor : pair.First.Position >= pair.Second.Floor)));

    private static string NamesOf(IReadOnlyList<ISyncSource> set) => string.Join(',', set.Select(collection => collection.Name));

    /// <summary>What still goes into the page: one change, however large it is, and others while they fit.</summary>
    private sealed class Room(int rows)
    {
        private int bytes = PageLimit.MaxBytes;
        private bool isEmpty = true;

        public int Rows { get; private set; } = rows;

        public bool IsFull => Rows == 0 || bytes <= 0;

        public bool TryTake(int size)
        {
            if (Rows == 0 || (size > bytes && !isEmpty))
            {
                return false;
            }

            Rows--;
            bytes -= size;
            isEmpty = false;
            return true;
        }
    }
}
