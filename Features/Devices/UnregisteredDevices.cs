using Mobile.Features.Data;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Devices;

/// <summary>Devices that were unregistered long ago. A hub that could not be told in all that time has dropped them by itself.</summary>
internal sealed class UnregisteredDevices(DbSession db, TimeProvider clock) : IGarbage
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    public string Name => "unregistered devices";

    public Task<int> CollectAsync(int batch, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            var before = clock.UnixMilliseconds(ago: Lifetime);
            var ids = await db.QueryAsync<string>($"{Sql.Find} {db.Dialect.Limit}", new { before, limit = batch }, stop);
            return ids.Count == 0 ? 0 : await db.ExecuteAsync(Sql.Delete, new { ids, before });
        },
        stop);

    private static class Sql
    {
        public const string Find = "SELECT id FROM devices WHERE unregistered_at IS NOT NULL AND unregistered_at < @before ORDER BY unregistered_at";

        /// <summary>Asks once more: it may have come back meanwhile.</summary>
        public const string Delete = "DELETE FROM devices WHERE id IN @ids AND unregistered_at IS NOT NULL AND unregistered_at < @before";
    }
}
