using Mobile.Features.Data;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Sessions;

/// <summary>Sessions that expired or were revoked a while ago: their tokens are refused all the same.</summary>
internal sealed class EndedSessions(DbSession db, TimeProvider clock) : IGarbage
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public string Name => "ended sessions";

    public Task<int> CollectAsync(int batch, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            var before = clock.UnixMilliseconds(ago: Lifetime);
            var ids = await db.QueryAsync<string>($"{Sql.Find} {db.Dialect.Limit}", new { before, limit = batch }, stop);
            return ids.Count == 0 ? 0 : await db.ExecuteAsync(Sql.Delete, new { ids });
        },
        stop);

    private static class Sql
    {
        public const string Find = "SELECT id FROM sessions WHERE expires_at < @before ORDER BY expires_at";
        public const string Delete = "DELETE FROM sessions WHERE id IN @ids";
    }
}
