using Mobile.Features.Data;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Pipeline.Idempotency;

/// <summary>Keys outlive the longest trip without a network; after that a client-chosen id still refuses a late creation.</summary>
internal sealed class OldKeys(DbSession db, TimeProvider clock) : IGarbage
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(31);

    public string Name => "idempotency keys";

    public Task<int> CollectAsync(int batch, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            var before = clock.UnixMilliseconds(ago: Lifetime);
            var bound = await db.FindAsync<long?>(Sql.Bound(db.Dialect.Limit), new { before, limit = batch }, stop);
            return bound is null ? 0 : await db.ExecuteAsync(Sql.Delete, new { bound });
        },
        stop);

    private static class Sql
    {
        public const string Delete = "DELETE FROM idempotency_keys WHERE created_at <= @bound";

        public static string Bound(string limit) => $"""
            SELECT MAX(created_at) FROM (SELECT created_at FROM idempotency_keys WHERE created_at < @before ORDER BY created_at {limit}) AS oldest
            """;
    }
}
