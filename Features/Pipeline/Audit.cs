using System.Data.Common;
using Mobile.Features.Data;

namespace Mobile.Features.Pipeline;

/// <summary>Who did what, written with the change that it tells of. What the caller does as staff names the person as well, whose account may end.</summary>
public sealed class Audit(DbSession db, Caller caller, TimeProvider clock)
{
    private static readonly long Hour = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    /// <param name="actor">A user id, or the name of the part of the product that acted.</param>
    /// <param name="action">Kebab-case and in the past tense: <c>session-revoked</c>.</param>
    /// <param name="subject">What it was done to: <c>session/{id}</c>.</param>
    public Task RecordAsync(string actor, string action, string subject, string? detail = null) => db.ExecuteAsync(
        Sql.Insert, new { Id = Ids.New(clock), OccurredAt = clock.UnixMilliseconds(), actor, PersonKey = PersonKeyOf(actor), action, subject, detail });

    /// <summary>
    /// Counts what changes nothing and is done often: one entry for each actor, action and subject in an hour, kept for a shorter time than
    /// those of changes. Within a write.
    /// </summary>
    /// <param name="detail">Of the first one in the hour.</param>
    /// <param name="personKey">Of an actor who is not the caller yet.</param>
    public async Task CountAsync(string actor, string action, string subject, string? detail = null, string? personKey = null)
    {
        var now = clock.UnixMilliseconds();
        var id = Sha256.HexOf($"{actor}\n{action}\n{subject}\n{now / Hour}")[..32];
        var row = new { id, now, actor, PersonKey = personKey ?? PersonKeyOf(actor), action, subject, detail };
        if (await db.ExecuteAsync(Sql.CountAgain, row) > 0)
        {
            return;
        }

        try
        {
            await db.ExecuteAsync(Sql.InsertCounted, row);
        }
        catch (DbException counted) when (db.Dialect.IsUniqueViolation(counted))
        {
            // Another request of the hour was first.
            await db.ExecuteAsync(Sql.CountAgain, row);
        }
    }

    private string? PersonKeyOf(string actor) => caller.Find(Caller.UserIdClaim) == actor ? caller.Find(Staff.PersonKeyClaim) : null;

    private static class Sql
    {
        public const string Insert = """
            INSERT INTO audit_log (id, occurred_at, actor, person_key, action, subject, detail)
            VALUES (@Id, @OccurredAt, @actor, @PersonKey, @action, @subject, @detail)
            """;

        public const string InsertCounted = """
            INSERT INTO audit_log (id, occurred_at, actor, person_key, action, subject, detail, occurrences, last_at)
            VALUES (@id, @now, @actor, @PersonKey, @action, @subject, @detail, 1, @now)
            """;

        public const string CountAgain = "UPDATE audit_log SET occurrences = occurrences + 1, last_at = @now WHERE id = @id";
    }
}
