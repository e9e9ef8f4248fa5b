using Mobile.Features.Data;
using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Push.Privacy;

/// <summary>Erases what a deleted account was told of its own orders. A push that is being sent goes when its batch is settled.</summary>
internal sealed class EventErasure(DbSession db)
{
    public async Task<Erased> ErasePushesAsync(string userId, int batch, CancellationToken stop)
    {
        var ids = await db.QueryAsync<string>($"{Sql.Pushes} {db.Dialect.Limit}", new { userId, limit = batch }, stop);
        if (ids.Count == 0)
        {
            return Erased.All;
        }

        var erased = await db.WriteAsync(
            async () => await db.ExecuteAsync(Sql.DeleteDeliveries, new { ids }) + await db.ExecuteAsync(Sql.DeletePushes, new { ids }), stop);
        return erased > 0 ? Erased.Some : Erased.Waits;
    }

    /// <summary>There is no index by user, which every order would write: a deleted account costs a look at the events of 30 days instead.</summary>
    public async Task<Erased> EraseOutboxAsync(string userId, int batch, CancellationToken stop)
    {
        var ids = await db.QueryAsync<string>($"{Sql.Events} {db.Dialect.Limit}", new { userId, limit = batch }, stop);
        if (ids.Count == 0)
        {
            return Erased.All;
        }

        await db.WriteAsync(() => db.ExecuteAsync(Sql.DeleteEvents, new { ids }), stop);
        return Erased.Some;
    }

    private static class Sql
    {
        public const string Pushes = "SELECT id FROM pushes WHERE user_id = @userId ORDER BY collapse_id";
        public const string DeleteDeliveries = "DELETE FROM deliveries WHERE push_id IN @ids AND state <> 'sending'";

        public const string DeletePushes = """
            DELETE FROM pushes WHERE id IN @ids AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.push_id = pushes.id)
            """;

        public const string Events = "SELECT id FROM outbox WHERE user_id = @userId ORDER BY id";
        public const string DeleteEvents = "DELETE FROM outbox WHERE id IN @ids";
    }
}
