using Mobile.Features.Data;

namespace Mobile.Features.Pipeline;

/// <summary>Who did what, written with the change that it tells of.</summary>
public sealed class Audit(DbSession db, TimeProvider clock)
{
    /// <param name="actor">A user id, or the name of the part of the product that acted.</param>
    /// <param name="action">Kebab-case and in the past tense: <c>session-revoked</c>.</param>
    /// <param name="subject">What it was done to: <c>session/{id}</c>.</param>
    public Task RecordAsync(string actor, string action, string subject, string? detail = null) => db.ExecuteAsync(
        Sql.Insert, new { Id = Ids.New(clock), OccurredAt = clock.UnixMilliseconds(), actor, action, subject, detail });

    private static class Sql
    {
        public const string Insert = """
            INSERT INTO audit_log (id, occurred_at, actor, action, subject, detail)
            VALUES (@Id, @OccurredAt, @actor, @action, @subject, @detail)
            """;
    }
}
