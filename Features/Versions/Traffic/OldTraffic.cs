using Mobile.Features.Data;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Versions.Traffic;

/// <summary>Rows of a time that nobody asks for any more.</summary>
/// <param name="table">Of which rows are collected.</param>
/// <param name="time">The column that tells their age.</param>
/// <param name="lifetime">How long they are kept.</param>
/// <param name="summedAs">The resolution in which they must stand first; null for rows that are not summed.</param>
internal abstract class OldRows(DbSession db, TimeProvider clock, string table, string time, TimeSpan lifetime, string? summedAs = null) : IGarbage
{
    public string Name => table.Replace('_', ' ');

    public Task<int> CollectAsync(int batch, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            var before = clock.UnixMilliseconds(ago: lifetime);
            var bound = await db.FindAsync<long?>(Bound(), new { before, summedAs, limit = batch }, stop);
            return bound is null ? 0 : await db.ExecuteAsync($"DELETE FROM {table} WHERE {time} <= @bound", new { bound });
        },
        stop);

    private string Bound() => $"""
        SELECT MAX({time}) FROM (
            SELECT {time} FROM {table}
            WHERE {time} < @before{(summedAs is null ? "" : $" AND {time} < (SELECT up_to_at FROM traffic_rollups WHERE resolution = @summedAs)")}
            ORDER BY {time} {db.Dialect.Limit}) AS oldest
        """;
}

internal sealed class OldTrafficMinutes(DbSession db, TimeProvider clock)
    : OldRows(db, clock, "traffic_minutes", "starts_at", TimeSpan.FromHours(6), summedAs: "hour");

internal sealed class OldTrafficHours(DbSession db, TimeProvider clock)
    : OldRows(db, clock, "traffic_hours", "starts_at", TimeSpan.FromDays(62), summedAs: "day");

internal sealed class OldTrafficDays(DbSession db, TimeProvider clock) : OldRows(db, clock, "traffic_days", "starts_at", TimeSpan.FromDays(731));

internal sealed class OldAdoptionDays(DbSession db, TimeProvider clock) : OldRows(db, clock, "adoption_days", "day_at", TimeSpan.FromDays(731));

internal sealed class OldDevices(DbSession db, TimeProvider clock) : OldRows(db, clock, "active_devices", "last_seen_at", TimeSpan.FromDays(90));
