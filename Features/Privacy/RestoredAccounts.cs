using Mobile.Features.Data;
using Mobile.Features.Profile;

namespace Mobile.Features.Privacy;

/// <summary>Accounts that a restored backup has brought back, and that are among the erasures again.</summary>
public sealed class RestoredAccounts(DbSession db, ProfileData profiles, AccountClosing closing, TimeProvider clock)
{
    /// <summary>Every account that was ever deleted.</summary>
    public const string Deleted = "SELECT user_id FROM erasures";

    public const string Table = "erasures";

    private const int Batch = 500;

    /// <summary>Closes them again at once, so that nobody signs in to one, and has the role worker erase them when it is time.</summary>
    /// <returns>How many the backup had brought back.</returns>
    public async Task<int> DeleteAgainAsync(IReadOnlyList<string> userIds, CancellationToken cancellationToken)
    {
        await QueueAsync(userIds, cancellationToken);
        var open = 0;
        foreach (var ids in userIds.Chunk(Batch))
        {
            foreach (var userId in await db.QueryAsync<string>(Sql.Open, new { ids }, cancellationToken))
            {
                open += await CloseAgainAsync(userId, cancellationToken) ? 1 : 0;
            }
        }

        return open;
    }

    /// <summary>Has the role worker erase them again, from its next round on.</summary>
    private Task<int> QueueAsync(IReadOnlyList<string> userIds, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            foreach (var userId in userIds)
            {
                await db.UpdateOrInsertAsync(Sql.Reopen, Sql.Queue, new { userId, now = clock.UnixMilliseconds() });
            }

            return userIds.Count;
        },
        stop);

    /// <returns>Whether it was open; it is erased when the time is over that is given to a deleted one.</returns>
    public Task<bool> CloseAgainAsync(string userId, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            if (!await profiles.ExistsAsync(userId, stop))
            {
                return false;
            }

            await closing.CloseAsync(userId, Eraser.Actor);
            return true;
        },
        stop);

    private static class Sql
    {
        public const string Open = "SELECT id FROM users WHERE deleted_at IS NULL AND id IN @ids";
        public const string Reopen = "UPDATE erasures SET completed_at = NULL, due_at = @now WHERE user_id = @userId";
        public const string Queue = "INSERT INTO erasures (user_id, requested_at, due_at) VALUES (@userId, @now, @now)";
    }
}
