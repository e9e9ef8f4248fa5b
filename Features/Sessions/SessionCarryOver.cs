using Mobile.Features.Data.Sqlite.Backups;

namespace Mobile.Features.Sessions;

/// <summary>
/// Carries sessions over, so that nobody is taken for a thief, and what was ended stays ended: the rows of the replaced database stand for
/// those of the backup, but for sessions of users whom only one of the two knows.
/// </summary>
internal sealed class SessionCarryOver : ICarryOver
{
    public string Unknown =>
        "Phones that were signed out since are signed in again: after-restore end-sessions signs every user out, for each to sign in anew.";

    public IEnumerable<string> CarryOver(ReplacedDatabase replaced)
    {
        if (replaced.Has("sessions"))
        {
            var ended = replaced.Query<long>(Sql.CountEnded)[0];
            replaced.Execute(Sql.DeleteCollected);
            replaced.Execute(Sql.DeleteOutdated);
            var copied = replaced.Copy("sessions", Sql.Missing);
            yield return $"Sessions as they were: {copied}, of which {ended} had been ended since the backup.";
        }

        var staff = 0;
        replaced.Execute(Sql.DeleteStaff);
        if (replaced.Has("staff_sessions"))
        {
            staff = replaced.Copy("staff_sessions", Sql.OfKnownUser);
        }

        yield return $"Staff who stay signed in to the dashboard: {staff}.";
    }

    /// <summary>Staff sign in anew: nobody knows who has signed out.</summary>
    public void Forget(ReplacedDatabase replaced) => replaced.Execute(Sql.DeleteStaff);

    private static class Sql
    {
        public const string CountEnded = """
            SELECT COUNT(*) FROM main.sessions JOIN replaced.sessions AS latest ON latest.id = sessions.id
            WHERE sessions.revoked_at IS NULL AND latest.revoked_at IS NOT NULL
            """;

        /// <summary>Ended so long ago that the replaced database has forgotten it.</summary>
        public const string DeleteCollected = """
            DELETE FROM main.sessions
            WHERE id NOT IN (SELECT id FROM replaced.sessions) AND user_id IN (SELECT id FROM replaced.users)
            """;

        /// <summary>Where the backup is the later of the two, what it says stays, but for an end.</summary>
        public const string DeleteOutdated = """
            DELETE FROM main.sessions
            WHERE revoked_at IS NULL AND EXISTS (
                SELECT 1 FROM replaced.sessions AS latest
                WHERE latest.id = sessions.id AND (latest.revoked_at IS NOT NULL OR latest.generation >= sessions.generation))
            """;

        public const string OfKnownUser = "user_id IN (SELECT id FROM main.users)";

        public const string Missing = $"{OfKnownUser} AND id NOT IN (SELECT id FROM main.sessions)";

        public const string DeleteStaff = "DELETE FROM main.staff_sessions";
    }
}
