using Mobile.Features.Data;

namespace Mobile.Features.Push.Sending;

/// <summary>Finds batches whose worker has not come back: it died, and nobody knows whether it had made its call.</summary>
public sealed partial class ExpiredBatches(DbSession db, Pushes pushes, BatchSettlement settlement, BatchLeases leases, ILogger<ExpiredBatches> logger)
{
    private const int Chunk = 100;

    /// <returns>How many there were.</returns>
    public async Task<int> SettleAsync(CancellationToken stop)
    {
        var expired = 0;
        var rows = await db.QueryAsync<Row>($"{Sql.Find} {db.Dialect.Limit}", new { limit = Chunk }, stop);
        var ended = leases.FindEnded(rows.Select(row => (row.Id, row.LeasedUntil)));
        foreach (var batch in rows.Where(row => ended.Contains(row.Id, StringComparer.Ordinal)))
        {
            if (await pushes.FindAsync(batch.PushId, stop) is { } push && await settlement.ExpireAsync(batch.Id, push, stop))
            {
                expired++;
                Log.Expired(logger, batch.Id, batch.Devices, batch.Worker);
            }
        }

        return expired;
    }

    private sealed record Row(string Id, string PushId, long Devices, string Worker, long LeasedUntil);

    private static class Sql
    {
        public const string Find = """
            SELECT id AS Id, push_id AS PushId, devices AS Devices, worker AS Worker, leased_until AS LeasedUntil
            FROM push_batches WHERE state = 'sending' ORDER BY leased_until
            """;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of batch {Batch} with {Devices} devices has ended; its worker {Worker} is gone or slow")]
        public static partial void Expired(ILogger logger, string batch, long devices, string worker);
    }
}
