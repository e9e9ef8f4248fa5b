using System.Data.Common;
using Mobile.Features.Data;

namespace Mobile.Features.Sessions;

/// <summary>Our id of a user whom the identity provider vouches for; the first sign-in makes the user.</summary>
public sealed class Users(DbSession db, TimeProvider clock)
{
    /// <summary>Who deletes the account waits until the session is open, and then ends it; who comes later finds no such user.</summary>
    internal const string Hold = "UPDATE users SET deleted_at = NULL WHERE id = @known AND deleted_at IS NULL";

    /// <returns>Null where there is no such user.</returns>
    public Task<string?> FindAsync(ExternalUser external, CancellationToken stop) => db.FindAsync<string>(Sql.Find, external, stop);

    /// <summary>Runs inside a write.</summary>
    public async Task<string> FindOrAddAsync(ExternalUser external, CancellationToken stop)
    {
        if (await FindAsync(external, stop) is { } known && await db.ExecuteAsync(Hold, new { known }) == 1)
        {
            return known;
        }

        var id = Ids.New(clock);
        try
        {
            await db.ExecuteAsync(
                Sql.Insert, new { id, external.Issuer, external.Subject, external.Name, external.Email, now = clock.UnixMilliseconds() });
            return id;
        }
        catch (DbException exists) when (db.Dialect.IsUniqueViolation(exists))
        {
            return (await FindAsync(external, stop))!;
        }
    }

    private static class Sql
    {
        public const string Find = "SELECT id FROM users WHERE issuer = @Issuer AND subject = @Subject";

        public const string Insert = """
            INSERT INTO users (id, issuer, subject, name, email, created_at, updated_at)
            VALUES (@id, @Issuer, @Subject, @Name, @Email, @now, @now)
            """;
    }
}
