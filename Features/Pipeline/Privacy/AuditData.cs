using Mobile.Features.Data;

namespace Mobile.Features.Pipeline.Privacy;

/// <summary>What the audit log tells of a user: what they did, and what was done to their account.</summary>
internal sealed class AuditData(DbSession db) : IPersonalData
{
    /// <summary>How the audit log names a user as the subject of an entry.</summary>
    public static string SubjectOf(string userId) => $"user/{userId}";

    public IReadOnlyList<PersonalTable> Tables { get; } =
    [
        new("audit_log", Kept: "Who did what, and to what, as ids: a log from which entries can be taken proves nothing. The ids lead to empty rows."),
    ];

    public IEnumerable<PersonalList> Export(string userId, string version, CancellationToken stop) =>
    [
        new("auditLog", KeysetPages.ReadAsync<Entry>(last => db.QueryAsync<Entry>(
            $"{Sql.OfUser} {db.Dialect.Limit}",
            new { userId, subject = SubjectOf(userId), at = last?.At ?? 0, id = last?.Id ?? "", limit = KeysetPages.Size },
            stop)).Select(entry => entry.ToItem())),
    ];

    private sealed class Entry
    {
        public required string Id { get; init; }

        public long At { get; init; }

        public required string Actor { get; init; }

        public required string Action { get; init; }

        public required string Subject { get; init; }

        public string? Detail { get; init; }

        public object ToItem() => new { At = At.ToTime(), Actor, Action, Subject, Detail };
    }

    private static class Sql
    {
        private const string Entries = """
            SELECT id AS Id, occurred_at AS At, actor AS Actor, action AS Action, subject AS Subject, detail AS Detail FROM audit_log
            """;

        private const string After = "(occurred_at > @at OR (occurred_at = @at AND id > @id))";

        /// <summary>Each of the two by an index of its own.</summary>
        public const string OfUser = $"""
            SELECT * FROM (
                {Entries} WHERE actor = @userId AND {After}
                UNION {Entries} WHERE subject = @subject AND {After}) AS entries
            ORDER BY At, Id
            """;
    }
}
