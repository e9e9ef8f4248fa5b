using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Sync;

namespace Mobile.Features.Orders;

/// <summary>Writes a changed order as the next version, with its history, and the next change in its owner's feed; tells who collides with whom.</summary>
public sealed class OrderChanges(DbSession db, Feed feed, OrderHistory history, StoreEpoch epoch, Caller caller, TimeProvider clock)
{
    /// <summary>The caller's order, if the precondition allows to write it.</summary>
    /// <param name="matters">Whether the caller's write would overwrite what the field is now.</param>
    public async Task<Outcome<Order>> FindAsync(string id, IfMatch ifMatch, Func<string, Order, bool> matters, CancellationToken stop)
    {
        if (await db.FindAsync<Order>(Order.FindOwn, new { id, caller.UserId }, stop) is not { } order)
        {
            return OrderProblems.OrderNotFound;
        }

        if (ifMatch.Allows(order.Version))
        {
            return order;
        }

        var changed = (await db.FindAsync<FieldVersions>(Sql.FieldVersions, new { order.Id }, stop))!;
        return new Stale<Order>(order, order.Version, [.. changed.Since(ifMatch.KnownOf(order.Version, epoch.VersionFloor)).Where(field => matters(field, order))]);
    }

    /// <returns>The order as it now is, or null when another write was faster: decide again.</returns>
    public async Task<Order?> SaveAsync(Order before, Order after, CancellationToken stop)
    {
        var seq = await feed.NextAsync(before.UserId, stop);
        var saved = after with { Seq = seq, Version = epoch.NextVersion(before.Version), UpdatedAt = clock.UnixMilliseconds() };
        var rows = await db.ExecuteAsync(
            Sql.Update,
            new
            {
                saved.Id,
                saved.Seq,
                before = before.Version,
                saved.Version,
                saved.Status,
                saved.TotalMinor,
                saved.LinesJson,
                saved.Note,
                saved.UpdatedAt,
                NoteChanged = saved.Note != before.Note,
                LinesChanged = saved.LinesJson != before.LinesJson,
            });
        return rows == 1 ? await RecordAsync(before, saved) : null;
    }

    /// <summary>Makes the order its own tombstone.</summary>
    /// <returns>The order as it now is, or null when another write was faster: decide again.</returns>
    public async Task<Order?> RemoveAsync(Order order, CancellationToken stop)
    {
        var seq = await feed.NextAsync(order.UserId, stop);
        var now = clock.UnixMilliseconds();
        var removed = order with { Seq = seq, Version = epoch.NextVersion(order.Version), UpdatedAt = now, RemovedAt = now };
        var rows = await db.ExecuteAsync(Sql.Remove, new { removed.Id, removed.Seq, before = order.Version, removed.Version, now });
        return rows == 1 ? await RecordAsync(order, removed) : null;
    }

    private async Task<Order> RecordAsync(Order before, Order after)
    {
        await history.RecordAsync(before, after);
        return after;
    }

    /// <summary>The version of the order in which each field last changed.</summary>
    private sealed record FieldVersions(long Note, long Lines)
    {
        public IEnumerable<string> Since(long version)
        {
            if (Note > version)
            {
                yield return OrderFields.Note;
            }

            if (Lines > version)
            {
                yield return OrderFields.Lines;
            }
        }
    }

    private static class Sql
    {
        public const string FieldVersions = "SELECT note_version AS Note, lines_version AS Lines FROM orders WHERE id = @Id";

        public const string Update = """
            UPDATE orders
            SET seq = @Seq, version = @Version, status = @Status, total_minor = @TotalMinor, lines = @LinesJson, note = @Note, updated_at = @UpdatedAt,
                note_version = CASE WHEN @NoteChanged = 1 THEN @Version ELSE note_version END,
                lines_version = CASE WHEN @LinesChanged = 1 THEN @Version ELSE lines_version END
            WHERE id = @Id AND version = @before AND removed_at IS NULL
            """;

        public const string Remove = """
            UPDATE orders SET seq = @Seq, version = @Version, removed_at = @now, updated_at = @now
            WHERE id = @Id AND version = @before AND removed_at IS NULL
            """;
    }
}
