using Mobile.Features.Data;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Devices;

/// <summary>Registered devices on which the app was not started for a long time: deleted apps, lost phones, sessions that nobody ended.</summary>
internal sealed class StaleDevices(DbSession db, TimeProvider clock) : IGarbage
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    public string Name => "stale devices";

    public Task<int> CollectAsync(int batch, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            var before = clock.UnixMilliseconds(ago: Lifetime);
            var ids = await db.QueryAsync<string>($"{Sql.Find} {db.Dialect.Limit}", new { before, limit = batch }, stop);
            return ids.Count == 0
                ? 0
                : await db.ExecuteAsync(Sql.End, new { ids, before, reason = UnregisteredReasons.Stale, now = clock.UnixMilliseconds() });
        },
        stop);

    private static class Sql
    {
        public const string Find = "SELECT id FROM devices WHERE unregistered_at IS NULL AND last_seen_at < @before ORDER BY last_seen_at";

        /// <summary>Asks once more: it may have been seen meanwhile.</summary>
        public const string End = $"{Unregistration.End} AND last_seen_at < @before AND id IN @ids";
    }
}
