using Mobile.Features.Data;

namespace Mobile.Features.Pipeline.Privacy;

/// <summary>What the audit log tells of a user: what they did, and what was done to their account.</summary>
internal sealed class AuditData(DbSession db) : IPersonalData
{
    /// <summary>How the audit log names a user as the subject of an entry.</summary>
    public static string SubjectOf(string userId) => $"user/{userId}";

    public IReadOnlyList<PersonalTable> Tables { get; } =
    [
        new("audit_log", Kept: "Who did what, and to what, as ids, for 90 days or two years: a log from which entries can be taken proves nothing. The ids lead to empty rows; of staff a keyed hash stays the same under a later account."),
    ];

    public IEnumerable<PersonalList> Export(string userId, string version, CancellationToken stop)
    {
        // Also what staff have looked at: user/{id}/order/{id}.
        var subject = new Prefix(SubjectOf(userId), db.Dialect);
        return [new("auditLog", KeysetPages.ReadAsync<Entry>(last => db.QueryAsync<Entry>(
            $"{Sql.OfUser} {db.Dialect.Limit}",
            new { userId, subject.From, subject.To, at = last?.At ?? 0, id = last?.Id ?? "", limit = KeysetPages.Size },
            stop)).Select(entry => entry.ToItem()))];
    }

    private sealed class Entry
    {
        public required string Id { get; init; }

        public long At { get; init; }

        public required string Actor { get; init; }

        public required string Action { get; init; }

        public required string Subject { get; init; }

        public string? Detail { get; init; }

        public long Occurrences { get; init; }

        public long? LastAt { get; init; }

        public object ToItem() => new { At = At.ToTime(), Actor, Action, Subject, Detail, Occurrences, LastAt = LastAt?.ToTime() };
    }

    private static class Sql
    {
        private const string Entries = """
            SELECT id AS Id, occurred_at AS At, actor AS Actor, action AS Action, subject AS Subject, detail AS Detail,
                   occurrences AS Occurrences, last_at AS LastAt
            FROM audit_log
            """;

        private const string After = "(occurred_at > @at OR (occurred_at = @at AND id > @id))";

        /// <summary>Each of the two by an index of its own.</summary>
        public const string OfUser = $"""
            SELECT * FROM (
                {Entries} WHERE actor = @userId AND {After}
                UNION {Entries} WHERE subject >= @From AND subject < @To AND {After}) AS entries
            ORDER BY At, Id
            """;
    }
}
