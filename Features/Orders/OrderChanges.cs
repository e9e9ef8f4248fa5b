using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Sync;

namespace Mobile.Features.Orders;

/// <summary>Writes a changed order as the next version, and the next change in its user's feed.</summary>
public sealed class OrderChanges(DbSession db, Feed feed, Caller caller, TimeProvider clock)
{
    /// <returns>The order as it now is, or null when another write was faster: decide again.</returns>
    public async Task<Order?> SaveAsync(Order before, Order after, CancellationToken stop)
    {
        var seq = await feed.NextAsync(caller.UserId, stop);
        var saved = after with { Seq = seq, Version = before.Version + 1, UpdatedAt = clock.UnixMilliseconds() };
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
        return rows == 1 ? saved : null;
    }

    private static class Sql
    {
        public const string Update = """
            UPDATE orders
            SET seq = @Seq, version = @Version, status = @Status, total_minor = @TotalMinor, lines = @LinesJson, note = @Note, updated_at = @UpdatedAt,
                note_version = CASE WHEN @NoteChanged = 1 THEN @Version ELSE note_version END,
                lines_version = CASE WHEN @LinesChanged = 1 THEN @Version ELSE lines_version END
            WHERE id = @Id AND version = @before AND removed_at IS NULL
            """;
    }
}
