using Mobile.Features.Data;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Sessions;

/// <summary>
/// Sessions that expired or were revoked a while ago: their tokens are refused all the same. One that a clock ahead has given more than its
/// lifetime is brought down to it, so that its user stays signed in and it ends as any other.
/// </summary>
internal sealed class EndedSessions(DbSession db, TimeProvider clock) : IGarbage
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public string Name => "ended sessions";

    public Task<int> CollectAsync(int batch, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            await BringDownAsync(batch, stop);
            var before = clock.UnixMilliseconds(ago: Lifetime);
            var ids = await db.QueryAsync<string>($"{Sql.Find} {db.Dialect.Limit}", new { before, limit = batch }, stop);
            return ids.Count == 0 ? 0 : await db.ExecuteAsync(Sql.Delete, new { ids });
        },
        stop);

    private async Task BringDownAsync(int batch, CancellationToken stop)
    {
        var latest = RefreshTokens.ExpiryFrom(clock.UnixMilliseconds());
        var far = latest + (long)ClockMonitor.LongestAbsence.TotalMilliseconds;
        var ids = await db.QueryAsync<string>($"{Sql.FindFar} {db.Dialect.Limit}", new { far, limit = batch }, stop);
        if (ids.Count > 0)
        {
            await db.ExecuteAsync(Sql.BringDown, new { ids, latest, far });
        }
    }

    private static class Sql
    {
        public const string FindFar = "SELECT id FROM sessions WHERE expires_at > @far ORDER BY expires_at";
        public const string BringDown = "UPDATE sessions SET expires_at = @latest WHERE id IN @ids AND expires_at > @far";
        public const string Find = "SELECT id FROM sessions WHERE expires_at < @before ORDER BY expires_at";
        public const string Delete = "DELETE FROM sessions WHERE id IN @ids";
    }
}
