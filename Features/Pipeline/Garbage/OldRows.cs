using Mobile.Features.Data;

namespace Mobile.Features.Pipeline.Garbage;

/// <summary>Rows of a time that nobody asks for any more.</summary>
/// <param name="table">Of which rows are collected.</param>
/// <param name="time">The column that tells their age.</param>
/// <param name="lifetime">How long they are kept.</param>
/// <param name="condition">What must be true of them besides, as SQL.</param>
internal abstract class OldRows(DbSession db, TimeProvider clock, string table, string time, TimeSpan lifetime, string condition = "1 = 1") : IGarbage
{
    public virtual string Name => table.Replace('_', ' ');

    public Task<int> CollectAsync(int batch, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            var before = clock.UnixMilliseconds(ago: lifetime);
            var bound = await db.FindAsync<long?>(Bound(), new { before, limit = batch }, stop);
            return bound is null ? 0 : await db.ExecuteAsync($"DELETE FROM {table} WHERE {time} <= @bound AND {condition}", new { bound });
        },
        stop);

    private string Bound() => $"""
        SELECT MAX({time}) FROM (
            SELECT {time} FROM {table} WHERE {time} < @before AND {condition} ORDER BY {time} {db.Dialect.Limit}) AS oldest
        """;
}
