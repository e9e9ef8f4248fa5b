using Mobile.Features.Data;
using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Pipeline.Idempotency;

/// <summary>A user's idempotency keys: exported by what they were used for, since their replies repeat what the export has.</summary>
internal sealed class KeyData(DbSession db) : IPersonalData
{
    public IReadOnlyList<PersonalTable> Tables { get; } = [new("idempotency_keys")];

    public IEnumerable<PersonalList> Export(string userId, string version, CancellationToken stop) => [new("idempotencyKeys", CountAsync(userId, stop))];

    public Task<Erased> EraseAsync(string userId, int batch, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            var keys = await db.QueryAsync<string>($"{Sql.Some} {db.Dialect.Limit}", new { userId, limit = batch }, stop);
            if (keys.Count == 0)
            {
                return Erased.All;
            }

            await db.ExecuteAsync(Sql.Delete, new { userId, last = keys[^1] });
            return Erased.Some;
        },
        stop);

    private async IAsyncEnumerable<object> CountAsync(string userId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var use in await db.QueryAsync<Use>(Sql.Uses, new { userId }, stop))
        {
            yield return new { use.Method, use.Route, use.Keys, First = use.First.ToTime(), Last = use.Last.ToTime() };
        }
    }

    private sealed class Use
    {
        public required string Method { get; init; }

        public required string Route { get; init; }

        public long Keys { get; init; }

        public long First { get; init; }

        public long Last { get; init; }
    }

    private static class Sql
    {
        public const string Uses = """
            SELECT method AS Method, route AS Route, CAST(COUNT(*) AS bigint) AS Keys, MIN(created_at) AS First, MAX(created_at) AS Last
            FROM idempotency_keys
            WHERE user_id = @userId
            GROUP BY method, route
            ORDER BY route, method
            """;

        public const string Some = "SELECT idempotency_key FROM idempotency_keys WHERE user_id = @userId ORDER BY idempotency_key";

        public const string Delete = "DELETE FROM idempotency_keys WHERE user_id = @userId AND idempotency_key <= @last";
    }
}
