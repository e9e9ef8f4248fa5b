using System.Data.Common;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Sync;

/// <summary>
/// The change sequence of one owner: a user, or a shared collection. Taking a number locks the owner's row until the commit, so the
/// numbers of an owner become visible in their order, without a global lock and without trusting a clock.
/// </summary>
public sealed class Feed(DbSession db, TimeProvider clock)
{
    /// <summary>The owner of the catalogue's sequence.</summary>
    public const string Catalogue = "catalogue";

    /// <summary>A condition on rows of the user <c>@UserId</c>: nobody sees those of a deleted account any more, although some are kept.</summary>
    public const string IsOpen = "NOT EXISTS (SELECT 1 FROM feeds WHERE owner = @UserId AND closed_at IS NOT NULL)";

    /// <summary>The last number of the user <c>@UserId</c>, as SQL; within the write that took it, that number.</summary>
    public const string LastOfUser = "COALESCE((SELECT seq FROM feeds WHERE owner = @UserId), 0)";

    /// <summary>The number for a changed row of <paramref name="owner"/>; within the write that changes it.</summary>
    /// <exception cref="ProblemException">account-deleted: the feed is closed.</exception>
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
        await db.FindAsync<FeedState>(Sql.State, new { owner }, stop) ?? new(0, 0, null);

    /// <summary>Says that the feed no longer tells what was gone by <paramref name="seq"/>; within the write that collects the tombstone.</summary>
    public Task RaiseFloorAsync(string owner, long seq) => db.ExecuteAsync(Sql.RaiseFloor, new { owner, seq });

    /// <summary>
    /// Ends the feed: no further number is taken from it, whichever write comes later, and whoever follows it has to start afresh and then
    /// finds nothing.
    /// </summary>
    /// <returns>False where it had ended before.</returns>
    public async Task<bool> CloseAsync(string owner)
    {
        var row = new { owner, now = clock.UnixMilliseconds() };
        try
        {
            await db.ExecuteAsync(Sql.StartOnce, row);
        }
        catch (DbException started) when (db.Dialect.IsUniqueViolation(started))
        {
            // A write of the owner's was first; closing waits for it.
        }

        return await db.ExecuteAsync(Sql.Close, row) == 1;
    }

    private async Task StartAsync(string owner)
    {
        try
        {
            await db.ExecuteAsync(Sql.Start, new { owner });
        }
        catch (DbException started) when (db.Dialect.IsUniqueViolation(started))
        {
            if (await db.ExecuteAsync(Sql.Advance, new { owner }) == 0)
            {
                throw new ProblemException(PipelineProblems.AccountDeleted);
            }
        }
    }

    private static class Sql
    {
        public const string Advance = "UPDATE feeds SET seq = seq + 1 WHERE owner = @owner AND closed_at IS NULL";
        public const string Start = "INSERT INTO feeds (owner, seq, floor) VALUES (@owner, 1, 0)";
        public const string StartOnce = """
            INSERT INTO feeds (owner, seq, floor) SELECT @owner, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM feeds WHERE owner = @owner)
            """;

        public const string Close = """
            UPDATE feeds SET seq = seq + 1, floor = seq + 1, closed_at = @now WHERE owner = @owner AND closed_at IS NULL
            """;

        public const string RaiseFloor = "UPDATE feeds SET floor = @seq WHERE owner = @owner AND floor < @seq";
        public const string State = "SELECT seq AS Seq, floor AS Floor, closed_at AS ClosedAt FROM feeds WHERE owner = @owner";
        public const string Last = "SELECT seq FROM feeds WHERE owner = @owner";
    }
}

/// <param name="Seq">The last number that was taken.</param>
/// <param name="Floor">The last number whose tombstone was collected: before it, the feed no longer tells what is gone.</param>
/// <param name="ClosedAt">Since when it has ended, with the account whose it was.</param>
public sealed record FeedState(long Seq, long Floor, long? ClosedAt);
