using System.Data.Common;
using Mobile.Features.Data;

namespace Mobile.Features.Sync;

/// <summary>
/// The change sequence of one owner: a user, or a shared collection. Taking a number locks the owner's row until the commit, so the
/// numbers of an owner become visible in their order, without a global lock and without trusting a clock.
/// </summary>
public sealed class Feed(DbSession db)
{
    /// <summary>The owner of the catalogue's sequence.</summary>
    public const string Catalogue = "catalogue";

    /// <summary>The number for a changed row of <paramref name="owner"/>; within the write that changes it.</summary>
    public async Task<long> NextAsync(string owner, CancellationToken stop)
    {
        if (await db.ExecuteAsync(Sql.Advance, new { owner }) == 0)
        {
            await StartAsync(owner);
        }

        return await LastAsync(owner, stop);
    }

    /// <summary>The last committed number of <paramref name="owner"/>, 0 when nothing has changed yet.</summary>
    public Task<long> LastAsync(string owner, CancellationToken stop) => db.FindAsync<long>(Sql.Last, new { owner }, stop);

    /// <summary>The last committed number of <paramref name="owner"/>, and the oldest from which the feed is complete.</summary>
    public async Task<FeedState> StateAsync(string owner, CancellationToken stop) =>
        await db.FindAsync<FeedState>(Sql.State, new { owner }, stop) ?? new(0, 0);

    /// <summary>Says that the feed no longer tells what was gone by <paramref name="seq"/>; within the write that collects the tombstone.</summary>
    public Task RaiseFloorAsync(string owner, long seq) => db.ExecuteAsync(Sql.RaiseFloor, new { owner, seq });

    private async Task StartAsync(string owner)
    {
        try
        {
            await db.ExecuteAsync(Sql.Start, new { owner });
        }
        catch (DbException started) when (db.Dialect.IsUniqueViolation(started))
        {
            await db.ExecuteAsync(Sql.Advance, new { owner });
        }
    }

    private static class Sql
    {
        public const string Advance = "UPDATE feeds SET seq = seq + 1 WHERE owner = @owner";
        public const string Start = "INSERT INTO feeds (owner, seq, floor) VALUES (@owner, 1, 0)";
        public const string RaiseFloor = "UPDATE feeds SET floor = @seq WHERE owner = @owner AND floor < @seq";
        public const string State = "SELECT seq AS Seq, floor AS Floor FROM feeds WHERE owner = @owner";
        public const string Last = "SELECT seq FROM feeds WHERE owner = @owner";
    }
}

/// <param name="Seq">The last number that was taken.</param>
/// <param name="Floor">The last number whose tombstone was collected: before it, the feed no longer tells what is gone.</param>
public sealed record FeedState(long Seq, long Floor);
