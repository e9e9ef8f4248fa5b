using System.Buffers.Text;
using System.Security.Cryptography;
using Mobile.Features.Data;

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

    /// <param name="ticket">What the session stands for, sealed.</param>
    /// <returns>The session's key.</returns>
    public async Task<string> OpenAsync(string userId, byte[] ticket, CancellationToken stop)
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = clock.UnixMilliseconds();
        var row = new { Id = IdOf(key), userId, ticket, now, expiresAt = now + (long)Idle.TotalMilliseconds };
        await database.WriteAsync(unit => unit.ExecuteAsync(Sql.Insert, row, CancellationToken.None), stop);
        return key;
    }

    /// <returns>The ticket; null when the session has ended.</returns>
    public Task<byte[]?> FindAsync(string key, CancellationToken stop)
    {
        var query = new { Id = IdOf(key), now = clock.UnixMilliseconds() };
        return database.ReadAsync(unit => unit.FindAsync<byte[]>(Sql.Find, query, stop), stop);
    }

    /// <summary>The session was used. One that has ended stays ended, and one that is old enough gets no more time.</summary>
    public Task RenewAsync(string key, string userId, byte[] ticket, CancellationToken stop)
    {
        var now = clock.UnixMilliseconds();
        var row = new { Id = IdOf(key), userId, ticket, now, expiresAt = now + (long)Idle.TotalMilliseconds, longest = (long)Longest.TotalMilliseconds };
        return database.WriteAsync(unit => unit.ExecuteAsync(Sql.Renew, row, CancellationToken.None), stop);
    }

    public Task EndAsync(string key, CancellationToken stop)
    {
        var row = new { Id = IdOf(key) };
        return database.WriteAsync(unit => unit.ExecuteAsync(Sql.Delete, row, CancellationToken.None), stop);
    }

    private static string IdOf(string key) => Sha256.HexOf(key);

    private static class Sql
    {
        public const string Insert = """
            INSERT INTO staff_sessions (id, user_id, ticket, signed_in_at, expires_at) VALUES (@Id, @userId, @ticket, @now, @expiresAt)
            """;

        public const string Find = "SELECT ticket FROM staff_sessions WHERE id = @Id AND expires_at > @now";

        public const string Renew = """
            UPDATE staff_sessions
            SET ticket = @ticket, expires_at = CASE WHEN @expiresAt < signed_in_at + @longest THEN @expiresAt ELSE signed_in_at + @longest END
            WHERE id = @Id AND user_id = @userId AND expires_at > @now
            """;

        public const string Delete = "DELETE FROM staff_sessions WHERE id = @Id";
    }
}
