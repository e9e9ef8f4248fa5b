using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Push.Attention;

/// <summary>What waits for a person, newest first: pushes of which deliveries failed or may have arrived, and events that could not become a push.</summary>
public static class ListAttention
{
    private const int MaxLimit = 100;

    /// <param name="Next">Where the next page begins; null on the last one.</param>
    public sealed record Answer(IReadOnlyList<Item> Items, Position? Next);

    /// <param name="Id">Of the push (a campaign's is the campaign's), or of the event where <see cref="EventType"/> says so.</param>
    /// <param name="At">Since when the latest of it waits.</param>
    /// <param name="Lane">The lane of the push; null for an event.</param>
    /// <param name="Title">Of the push; null for an event.</param>
    /// <param name="Unknown">To how many devices it may have been sent.</param>
    /// <param name="Failed">For how many it was refused.</param>
    /// <param name="Reason">One of the reasons, or why the event failed.</param>
    public sealed record Item(string Id, DateTimeOffset At, string? EventType, string? Lane, string? Title, long Unknown, long Failed, string? Reason);

    public sealed class Handler(DbSession db, Staff staff)
    {
        /// <param name="after">The <see cref="Answer.Next"/> of the page before; null for the first.</param>
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public async Task<Answer> ListAsync(Position? after, int limit, CancellationToken stop)
        {
            staff.MustBeStaff();
            var (at, id) = after ?? Position.Start;
            limit = Math.Clamp(limit, 1, MaxLimit);
            var rows = await db.QueryAsync<Row>($"{Sql.List} {db.Dialect.Limit}", new { at, id, limit = limit + 1 }, stop);
            var items = rows.Take(limit).Select(row => row.ToItem()).ToList();
            return new(items, rows.Count > limit ? new Position(rows[limit - 1].At, rows[limit - 1].Id) : null);
        }
    }

    private sealed class Row
    {
        public required string Id { get; init; }

        public long At { get; init; }

        public long Unknown { get; init; }

        public long Failed { get; init; }

        public string? Reason { get; init; }

        public string? Lane { get; init; }

        public string? Title { get; init; }

        public string? EventType { get; init; }

        public string? Failure { get; init; }

        public Item ToItem() => new(Id, At.ToTime(), EventType, Lane, Title, Unknown, Failed, Failure ?? Reason);
    }

    private static class Sql
    {
        public const string List = """
            SELECT waiting.id AS Id, waiting.waits_since AS At, waiting.unknown_devices AS Unknown, waiting.failed_devices AS Failed, waiting.reason AS Reason,
                   pushes.lane AS Lane, pushes.title AS Title, outbox.type AS EventType, outbox.failure AS Failure
            FROM (
                SELECT push_id AS id, MAX(attention_at) AS waits_since, MIN(reason) AS reason,
                       CAST(SUM(CASE WHEN state = 'unknown' THEN 1 ELSE 0 END) AS bigint) AS unknown_devices,
                       CAST(SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END) AS bigint) AS failed_devices
                FROM deliveries
                WHERE attention_at IS NOT NULL
                GROUP BY push_id
                UNION ALL
                SELECT id, settled_at, NULL, 0, 0 FROM outbox WHERE state = 'dead') AS waiting
            LEFT JOIN pushes ON pushes.id = waiting.id
            LEFT JOIN outbox ON outbox.id = waiting.id
            WHERE waiting.waits_since < @at OR (waiting.waits_since = @at AND waiting.id < @id)
            ORDER BY waiting.waits_since DESC, waiting.id DESC
            """;
    }
}
