using Mobile.Features.Data;
using Mobile.Features.Profile;

namespace Mobile.Features.Privacy;

/// <summary>Closes accounts that a restored backup has brought back, and that are among the erasures.</summary>
public sealed class RestoredAccounts(DbSession db, ProfileData profiles, AccountClosing closing)
{
    /// <summary>Closes them at once, so that nobody signs in to one, and has the role worker erase them when it is time.</summary>
    /// <returns>How many the backup had brought back.</returns>
    public async Task<int> DeleteAgainAsync(CancellationToken cancellationToken)
    {
        var closed = 0;
        foreach (var userId in await db.QueryAsync<string>(Sql.Open, null, cancellationToken))
        {
            closed += await CloseAgainAsync(userId, cancellationToken) ? 1 : 0;
        }

        return closed;
    }

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
        public const string Open = "SELECT id FROM users WHERE deleted_at IS NULL AND id IN (SELECT user_id FROM erasures)";
    }
}
