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

    /// <summary>Finds the user, or adds them, and holds their row until the write is over: sign-ins of one user come one after another.</summary>
    public async Task<string> FindOrAddAsync(ExternalUser external, CancellationToken stop)
    {
        if (await FindAsync(external, stop) is { } found && await db.ExecuteAsync(Hold, new { known = found }) == 1)
        {
            return found;
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
            var known = (await FindAsync(external, stop))!;
            await db.ExecuteAsync(Hold, new { known });
            return known;
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
