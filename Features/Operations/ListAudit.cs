using System.Runtime.CompilerServices;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Profile;

namespace Mobile.Features.Operations;

/// <summary>Who did what, newest first: page by page for a person, and whole for a file.</summary>
public static class ListAudit
{
    private const int MaxLimit = 200;

    /// <summary>So many rows are read at once for a file.</summary>
    private const int Chunk = 2_000;

    /// <summary>From so many on, a page of a subject's start is soon found among the newest of all; below, all of the subject are sorted.</summary>
    private const int ManySubjects = 50_000;

    /// <summary>The same where an action is asked for, too: the newest of the subject may all be of other actions.</summary>
    private const int ManySubjectsOfAnAction = 200_000;

    /// <summary>What is asked for; null for whatever it is.</summary>
    /// <param name="Actor">A user id, the start of a user's name or e-mail address, or the name of a part of the product that acts by itself.</param>
    /// <param name="Subject">Its start: <c>campaign/</c>, or <c>campaign/{id}</c>.</param>
    /// <param name="To">Before this time.</param>
    /// <param name="Person">One of staff, under whatever account: see <see cref="StaffIdentity"/>.</param>
    public sealed record Filter(
        string? Actor = null,
        string? Action = null,
        string? Subject = null,
        DateTimeOffset? From = null,
        DateTimeOffset? To = null,
        string? Person = null);

    /// <param name="Next">Null on the last page.</param>
    /// <param name="IsVague">So many users are meant by the actor that not all of them were looked at.</param>
    public sealed record Page(IReadOnlyList<Entry> Entries, Position? Next, bool IsVague);

    /// <param name="ActorName">Of the user; null where a part of the product acted, or the account was deleted.</param>
    /// <param name="PersonKey">Of staff; the same under each of their accounts.</param>
    /// <param name="Occurrences">How often it was done within the hour; more than once only of what changes nothing.</param>
    /// <param name="LastAt">When it was done last; null for a change, which is done once.</param>
    public sealed record Entry(
        string Id,
        DateTimeOffset At,
        string Actor,
        string? ActorName,
        string? ActorEmail,
        string Action,
        string Subject,
        string? Detail,
        string? PersonKey,
        long Occurrences,
        DateTimeOffset? LastAt);

    public sealed class Handler(DbSession db, UserDirectory directory, Staff staff, StaffViews views)
    {
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public async Task<Page> ListAsync(Filter filter, Position? after, int limit, CancellationToken stop)
        {
            staff.MustBeStaff();
            limit = Math.Clamp(limit, 1, MaxLimit);
            var (actors, isVague) = await FindActorsAsync(filter, stop);
            var rows = await ReadAsync(filter, actors, after ?? Position.Start, limit + 1, stop);
            return new(
                [.. rows.Take(limit).Select(row => row.ToEntry())], rows.Count > limit ? new(rows[limit - 1].At, rows[limit - 1].Id) : null, isVague);
        }

        /// <summary>Every row that the filter lets through, read as it is consumed. That it was asked for is noted first.</summary>
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public async Task<IAsyncEnumerable<Entry>> ExportAsync(Filter filter, CancellationToken stop)
        {
            staff.MustBeStaff();
            await views.NoteAsync("audit-log-exported", "audit-log", stop);
            return ReadAllAsync(filter, stop);
        }

        /// <summary>Every action that was ever taken, for a list to choose from.</summary>
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public async Task<IReadOnlyList<string>> ListActionsAsync(CancellationToken stop)
        {
            staff.MustBeStaff();
            var actions = new List<string>();

            // From one to the next by the index: there are a few dozen of them in a million rows.
            while (await db.FindAsync<string>(Sql.NextAction, new { last = actions.LastOrDefault("") }, stop) is { } action)
            {
                actions.Add(action);
            }

            return actions;
        }

        private async IAsyncEnumerable<Entry> ReadAllAsync(Filter filter, [EnumeratorCancellation] CancellationToken stop)
        {
            var (actors, _) = await FindActorsAsync(filter, stop);
            var (position, rows) = (Position.Start, (IReadOnlyList<Row>)[]);
            do
            {
                rows = await ReadAsync(filter, actors, position, Chunk, stop);
                foreach (var row in rows)
                {
                    yield return row.ToEntry();
                }

                position = rows.Count > 0 ? new(rows[^1].At, rows[^1].Id) : position;
            }
            while (rows.Count == Chunk);
        }

        /// <returns>Null for everybody.</returns>
        private async Task<(IReadOnlyList<string>? Actors, bool AreMore)> FindActorsAsync(Filter filter, CancellationToken stop)
        {
            if (filter.Actor is not { } text)
            {
                return (null, false);
            }

            var found = await directory.FindAsync(text, stop);
            if (found.Ids.Count > 0)
            {
                await views.NoteSearchAsync(found.Ids, stop);
            }

            return ([text, .. found.Ids.Where(id => id != text)], found.AreMore);
        }

        private async Task<IReadOnlyList<Row>> ReadAsync(Filter filter, IReadOnlyList<string>? actors, Position after, int limit, CancellationToken stop)
        {
            var subject = new Prefix(filter.Subject ?? "", db.Dialect);
            var to = filter.To?.ToUnixTimeMilliseconds() - 1 ?? long.MaxValue;
            var many = filter.Action is null ? ManySubjects : ManySubjectsOfAnAction;
            var bySubject = filter.Subject is not null && filter.Person is null && actors is null
                && await db.FindAsync<long>(Sql.CountSubjects(db.Dialect), new { subject.From, subject.To, limit = many }, stop) < many;
            return await db.QueryAsync<Row>(
                Sql.List(db.Dialect, filter, byActor: actors is not null, bySubject),
                new
                {
                    actors,
                    filter.Action,
                    filter.Person,
                    subjectFrom = subject.From,
                    subjectTo = subject.To,
                    from = filter.From?.ToUnixTimeMilliseconds() ?? 0,
                    at = Math.Min(after.At, to),
                    id = after.At <= to ? after.Id : Position.Start.Id,
                    limit,
                },
                stop);
        }
    }

    private sealed class Row
    {
        public required string Id { get; init; }

        public long At { get; init; }

        public required string Actor { get; init; }

        public string? Name { get; init; }

        public string? Email { get; init; }

        public required string Action { get; init; }

        public required string Subject { get; init; }

        public string? Detail { get; init; }

        public string? PersonKey { get; init; }

        public long Occurrences { get; init; }

        public long? LastAt { get; init; }

        public Entry ToEntry() => new(Id, At.ToTime(), Actor, Name, Email, Action, Subject, Detail, PersonKey, Occurrences, LastAt?.ToTime());
    }

    private static class Sql
    {
        public const string NextAction = "SELECT MIN(action) FROM audit_log WHERE action > @last";

        public static string CountSubjects(ISqlDialect dialect) => $"""
            SELECT CAST(COUNT(*) AS bigint)
            FROM (SELECT id FROM audit_log WHERE subject >= @From AND subject < @To ORDER BY subject {dialect.Limit}) AS few
            """;

        /// <summary>
        /// Finds the page in one index alone, and then its rows. Which index that is, is decided here, since the engine cannot know what is rare:
        /// COALESCE keeps it from the others.
        /// </summary>
        public static string List(ISqlDialect dialect, Filter filter, bool byActor, bool bySubject)
        {
            var byPerson = filter.Person is not null;
            var time = Text("occurred_at", !bySubject, "0");
            var action = Text("action", !byActor && !byPerson && !bySubject, "''");
            var subject = Text("subject", bySubject, "''");
            return $"""
                SELECT entry.id AS Id, entry.occurred_at AS At, entry.actor AS Actor, users.name AS Name, users.email AS Email,
                       entry.action AS Action, entry.subject AS Subject, entry.detail AS Detail,
                       entry.person_key AS PersonKey, entry.occurrences AS Occurrences, entry.last_at AS LastAt
                FROM (
                    SELECT id FROM audit_log
                    WHERE {time} >= @from AND {time} <= @at AND ({time} < @at OR id < @id)
                      {(byActor ? "AND actor IN @actors" : "")}
                      {(byPerson ? "AND person_key = @Person" : "")}
                      {(filter.Action is null ? "" : $"AND {action} = @Action")}
                      {(filter.Subject is null ? "" : $"AND {subject} >= @subjectFrom AND {subject} < @subjectTo")}
                    ORDER BY {time} DESC, id DESC {dialect.Limit}) AS page
                JOIN audit_log AS entry ON entry.id = page.id
                LEFT JOIN users ON users.id = entry.actor
                ORDER BY entry.occurred_at DESC, entry.id DESC
                """;
        }

        private static string Text(string column, bool byIndex, string otherwise) => byIndex ? column : $"COALESCE({column}, {otherwise})";
    }
}
