using Mobile.Features.Data;
using Mobile.Features.Data.Sqlite.Backups;

namespace Mobile.Features.Pipeline;

/// <summary>Carries over the entries that a backup lacks, since nothing leaves the audit log, and names what staff decided since and have to decide again.</summary>
internal sealed class AuditCarryOver : ICarryOver
{
    private const int MaxNamed = 50;

    public string Unknown => "The audit log ends with the backup: keep the database that was replaced, if there is one.";

    public IEnumerable<string> CarryOver(ReplacedDatabase replaced)
    {
        if (!replaced.Has("audit_log"))
        {
            yield break;
        }

        var lost = replaced.Query<Entry>(Sql.Undone);
        if (replaced.SharedColumns("audit_log").Contains("occurrences", StringComparer.Ordinal))
        {
            replaced.Execute(Sql.CountOn);
        }

        var copied = replaced.Copy("audit_log", Sql.Missing);
        yield return $"Entries of the audit log since the backup: {copied}.";
        if (lost.Count == 0)
        {
            yield break;
        }

        yield return $"Decided since the backup and undone by the restore: {lost.Count}. Decide again where it matters; the audit log has them all.";
        foreach (var entry in lost.Take(MaxNamed))
        {
            yield return $"  {entry.OccurredAt.ToTime():u} {entry.Action} {entry.Subject} by {entry.Actor}";
        }

        if (lost.Count > MaxNamed)
        {
            yield return $"  … and {lost.Count - MaxNamed} more.";
        }
    }

    private sealed record Entry(long OccurredAt, string Action, string Subject, string Actor);

    private static class Sql
    {
        public const string Missing = "id NOT IN (SELECT id FROM main.audit_log)";

        /// <summary>Entries that are counted by the hour.</summary>
        public const string CountOn = """
            UPDATE main.audit_log SET occurrences = latest.occurrences, last_at = latest.last_at
            FROM replaced.audit_log AS latest
            WHERE latest.id = audit_log.id AND latest.occurrences > audit_log.occurrences
            """;

        /// <summary>Of campaigns, orders and pushes; all other decisions are carried over.</summary>
        public const string Undone = $"""
            SELECT occurred_at AS OccurredAt, action AS Action, subject AS Subject, actor AS Actor
            FROM replaced.audit_log
            WHERE {Missing} AND (subject LIKE 'campaign/%' OR subject LIKE 'order/%' OR subject LIKE 'push/%' OR subject LIKE 'event/%')
            ORDER BY occurred_at, id
            """;
    }
}
