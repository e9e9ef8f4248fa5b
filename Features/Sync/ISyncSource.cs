using Mobile.Features.Data;

namespace Mobile.Features.Sync;

/// <summary>
/// Rows of one kind that apps keep a replica of. A row is in exactly one place of its feed, with its latest state: so a delta names it
/// at most once, as it is or as gone.
/// </summary>
public interface ISyncSource
{
    /// <summary>As the wire and the tokens call it: <c>orders</c>.</summary>
    string Name { get; }

    /// <summary>Whose feed the rows' numbers are taken from: the user's own, or <see cref="Feed.Catalogue"/> for what all users see.</summary>
    string FeedOwner(string userId);

    /// <summary>The shape of an item in a version of the contract.</summary>
    Type ItemType(string version);

    /// <summary>The first changes within <paramref name="window"/>, oldest first: at most <paramref name="limit"/> rows, and as many as fit into a page.</summary>
    Task<Slice<Change>> ChangesAsync(string userId, SyncWindow window, int limit, string version, CancellationToken stop);

    /// <summary>The number of the first row that was changed at or after a time, in Unix milliseconds; null when there is none.</summary>
    Task<long?> FirstSinceAsync(string userId, long time, CancellationToken stop);
}

/// <summary>A changed row.</summary>
/// <param name="Item">In its version's shape; null when the row is no longer to be seen.</param>
/// <param name="Size">In bytes, about.</param>
public readonly record struct Change(long Seq, string Id, object? Item, int Size);

/// <summary>A part of a feed.</summary>
/// <param name="After">The number up to which the app has everything.</param>
/// <param name="UpTo">The high-water mark.</param>
/// <param name="Fresh">Whether the app holds nothing yet, so that it need not be told what is gone.</param>
public readonly record struct SyncWindow(long After, long UpTo, bool Fresh);
