using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Privacy;
using Mobile.Features.Profile;
using Mobile.Features.Sync;

namespace Mobile.Features.Privacy;

/// <summary>
/// Ends an account, however large it is, by few rows: no write of the user's comes after, nobody is signed in, nothing says who it was. All
/// else is left to the <see cref="Eraser"/>.
/// </summary>
public sealed class AccountClosing(DbSession db, Feed feed, ProfileData profiles, IEnumerable<IAccountFollower> followers, Audit audit, TimeProvider clock)
{
    /// <summary>
    /// The last access token is good for 10 minutes. When these are over, no request of the account's is under way and no push to it; and a
    /// repeated deletion has got its first answer until then.
    /// </summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(15);

    /// <summary>Within a write. Closing twice changes nothing.</summary>
    /// <param name="actor">Who wants it: the user's id, or the name of the part of the product that acts.</param>
    public async Task CloseAsync(string userId, string actor)
    {
        // Whoever writes for the user holds the feed, so it comes first: what was written before is erased, and nothing is written after.
        await feed.CloseAsync(userId);

        // Whoever opens a session for the user holds their row: it is among those that are ended then.
        await profiles.EmptyAsync(userId);
        foreach (var follower in followers)
        {
            await follower.DeletedAsync(userId);
        }

        var now = clock.UnixMilliseconds();
        await db.UpdateOrInsertAsync(Sql.Postpone, Sql.Queue, new { userId, now, dueAt = now + (long)Quiet.TotalMilliseconds });
        await audit.RecordAsync(actor, "account-deleted", AuditData.SubjectOf(userId));
    }

    private static class Sql
    {
        public const string Postpone = "UPDATE erasures SET due_at = @dueAt, completed_at = NULL WHERE user_id = @userId";
        public const string Queue = "INSERT INTO erasures (user_id, requested_at, due_at) VALUES (@userId, @now, @dueAt)";
    }
}
