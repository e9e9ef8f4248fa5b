using Mobile.Features.Data;
using Mobile.Features.Profile;

namespace Mobile.Features.Privacy;

/// <summary>Accounts that a restored backup has brought back, and that an operator has put among the erasures again.</summary>
internal sealed class RestoredAccounts(DbSession db, ProfileData profiles, AccountClosing closing)
{
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
}
