using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Push.Attention;

/// <summary>The dead letters of the outbox, the latest first: events that could not become a push, and wait for a person to retry them.</summary>
public static class ListDeadEvents
{
    private const int MaxLimit = 100;

    /// <param name="Next">Null on the last page.</param>
    public sealed record Page(IReadOnlyList<DeadEvent> Events, Position? Next);

    /// <param name="UserId">Who would have been told.</param>
    /// <param name="Failure">What kept it from becoming a push.</param>
    /// <param name="TriedAt">The last time.</param>
    public sealed record DeadEvent(string Id, string Type, string UserId, string? Failure, long Attempts, DateTimeOffset OccurredAt, DateTimeOffset TriedAt);

    public sealed class Handler(DbSession db, Staff staff)
    {
        /// <param name="after">The <see cref="Page.Next"/> of the page before; null for the first.</param>
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public async Task<Page> ListAsync(Position? after, int limit, CancellationToken stop)
        {
            staff.MustBeStaff();
            var (at, id) = after ?? Position.Start;
            limit = Math.Clamp(limit, 1, MaxLimit);
            var rows = await db.QueryAsync<Row>($"{Sql.List} {db.Dialect.Limit}", new { at, id, limit = limit + 1 }, stop);
            return new([.. rows.Take(limit).Select(row => row.ToEvent())], rows.Count > limit ? new(rows[limit - 1].DueAt, rows[limit - 1].Id) : null);
        }
    }

    private sealed record Row(string Id, string Type, string UserId, string? Failure, long Attempts, long OccurredAt, long DueAt)
    {
        public DeadEvent ToEvent() => new(Id, Type, UserId, Failure, Attempts, OccurredAt.ToTime(), DueAt.ToTime());
    }

    private static class Sql
    {
        /// <summary>By the time at which it was due for the last time: the index that the dispatcher needs has them in this order.</summary>
        public const string List = """
            SELECT id AS Id, type AS Type, user_id AS UserId, failure AS Failure, attempts AS Attempts, occurred_at AS OccurredAt, due_at AS DueAt
            FROM outbox
            WHERE state = 'dead' AND due_at <= @at AND (due_at < @at OR id < @id)
            ORDER BY due_at DESC, id DESC
            """;
    }
}
