using System.Buffers.Text;
using System.Security.Cryptography;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Privacy;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Sessions;

/// <summary>
/// Who is signed in to the dashboard. The browser has nothing but a session's key, so whatever ends the session ends it on every node. Of the
/// key only a hash is kept.
/// </summary>
public sealed class StaffSessions(Database database, TimeProvider clock)
{
    /// <summary>A session ends when it was not used for so long.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(8);

    /// <summary>And then however much it is used: roles are asked of the provider anew.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>More browsers than anybody signs in with: one more ends the oldest session.</summary>
    public const int MaxSessions = 20;

    /// <summary>How far the clocks of nodes may be apart. What begins or ends later than that allows was written by a clock that was ahead.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>The id of a session in the database, by which nobody gets in.</summary>
    public static string IdOf(string key) => Sha256.HexOf(key);

    /// <param name="personKey">See <see cref="StaffIdentity"/>.</param>
    /// <param name="ticket">What the session stands for, sealed.</param>
    /// <returns>The session's key.</returns>
    /// <exception cref="ProblemException">The account was deleted in the meantime.</exception>
    public async Task<string> OpenAsync(string userId, string personKey, byte[] ticket, CancellationToken stop)
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = clock.UnixMilliseconds();
        var row = new { Id = IdOf(key), userId, personKey, ticket, now, expiresAt = now + (long)Idle.TotalMilliseconds };
        await WriteAsync(
            async (db, audit) =>
            {
                // Who deletes the account waits for this, and then ends the session; who has deleted it is first.
                if (await db.ExecuteAsync(Users.Hold, new { known = userId }) == 0)
                {
                    throw new ProblemException(PipelineProblems.AccountDeleted);
                }

                await MakeRoomAsync(db, audit, userId, now);
                await db.ExecuteAsync(Sql.Insert, row);
                await audit.CountAsync(userId, "staff-signed-in", AuditData.SubjectOf(userId), detail: null, personKey);
            },
            stop);
        return key;
    }

    /// <returns>The ticket; null when the session has ended.</returns>
    public Task<byte[]?> FindAsync(string key, CancellationToken stop)
    {
        var now = clock.UnixMilliseconds();
        return database.ReadAsync(unit => unit.FindAsync<byte[]>(Sql.Find, AliveAt(now, IdOf(key)), stop), stop);
    }

    /// <summary>The session was used. One that has ended stays ended, and one that is old enough gets no more time.</summary>
    public Task RenewAsync(string key, string userId, byte[] ticket, CancellationToken stop)
    {
        var now = clock.UnixMilliseconds();
        var row = new
        {
            Id = IdOf(key),
            userId,
            ticket,
            now,
            expiresAt = now + (long)Idle.TotalMilliseconds,
            longest = (long)Longest.TotalMilliseconds,
            latestStart = LatestStart(now),
            latestEnd = LatestEnd(now),
        };
        return database.WriteAsync(unit => unit.ExecuteAsync(Sql.Renew, row, CancellationToken.None), stop);
    }

    public Task EndAsync(string key, CancellationToken stop) => WriteAsync((db, audit) => EndAsync(db, audit, IdOf(key), detail: null), stop);

    private Task<bool> WriteAsync(Func<DbSession, Audit, Task> work, CancellationToken stop)
    {
        var db = new DbSession(database);
        var audit = new Audit(db, new Caller(), clock);
        return db.WriteAsync(
            async () =>
            {
                await work(db, audit);
                return true;
            },
            stop);
    }

    /// <summary>Keeps the session alive until the running write is over: whoever ends it waits for that, or was first.</summary>
    /// <returns>Whether it lives.</returns>
    internal static async Task<bool> HoldAsync(DbSession db, string id, TimeProvider clock)
    {
        var now = clock.UnixMilliseconds();
        return await db.ExecuteAsync(Sql.Hold, AliveAt(now, id)) == 1;
    }

    /// <summary>Ends the oldest where one more would be too many. What a clock ahead has left takes no room.</summary>
    private static async Task MakeRoomAsync(DbSession db, Audit audit, string userId, long now)
    {
        await db.ExecuteAsync(Sql.DeleteDead, new { userId, now, latestStart = LatestStart(now), latestEnd = LatestEnd(now) });
        foreach (var id in (await db.QueryAsync<string>(Sql.Newest, new { userId }, CancellationToken.None)).Skip(MaxSessions - 1))
        {
            await EndAsync(db, audit, id, $"Has more than {MaxSessions} sessions.");
        }
    }

    private static async Task EndAsync(DbSession db, Audit audit, string id, string? detail)
    {
        var owner = await db.FindAsync<Owner>(Sql.FindOwner, new { id }, CancellationToken.None);
        if (await db.ExecuteAsync(Sql.Delete, new { id }) == 1 && owner is { UserId: var userId, PersonKey: var personKey })
        {
            await audit.CountAsync(userId, "staff-signed-out", AuditData.SubjectOf(userId), detail, personKey);
        }
    }

    private static object AliveAt(long now, string id) => new { id, now, latestStart = LatestStart(now), latestEnd = LatestEnd(now) };

    private static long LatestStart(long now) => now + (long)ClockSkew.TotalMilliseconds;

    private static long LatestEnd(long now) => LatestStart(now) + (long)Idle.TotalMilliseconds;

    private sealed record Owner(string UserId, string? PersonKey);

    private static class Sql
    {
        public const string Insert = """
            INSERT INTO staff_sessions (id, user_id, person_key, ticket, signed_in_at, expires_at)
            VALUES (@Id, @userId, @personKey, @ticket, @now, @expiresAt)
            """;

        /// <summary>What ends later than an idle session may, or begins later than now, was written by a clock that was ahead.</summary>
        private const string IsAlive = "expires_at > @now AND expires_at <= @latestEnd AND signed_in_at <= @latestStart";

        /// <summary>One from before sign-ins named the person is good no longer.</summary>
        public const string Find = $"SELECT ticket FROM staff_sessions WHERE id = @id AND {IsAlive} AND person_key IS NOT NULL";

        /// <summary>Changes nothing, and keeps out whoever wants to end it.</summary>
        public const string Hold = $"""
            UPDATE staff_sessions SET expires_at = expires_at WHERE id = @id AND {IsAlive} AND person_key IS NOT NULL
            """;

        public const string DeleteDead = $"DELETE FROM staff_sessions WHERE user_id = @userId AND NOT ({IsAlive})";

        public const string Newest = "SELECT id FROM staff_sessions WHERE user_id = @userId ORDER BY signed_in_at DESC, id DESC";

        public const string FindOwner = "SELECT user_id AS UserId, person_key AS PersonKey FROM staff_sessions WHERE id = @id";

        public const string Renew = $"""
            UPDATE staff_sessions
            SET ticket = @ticket, expires_at = CASE WHEN @expiresAt < signed_in_at + @longest THEN @expiresAt ELSE signed_in_at + @longest END
            WHERE id = @Id AND user_id = @userId AND {IsAlive}
            """;

        public const string Delete = "DELETE FROM staff_sessions WHERE id = @id";
    }
}
