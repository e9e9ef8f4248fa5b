using Mobile.Features.Data;

namespace Mobile.Testing.Scenarios.Sync;

/// <summary>
/// A process whose clock is an hour slow and whose transactions stay open while others read and commit: it takes its number as
/// <see cref="Features.Sync.Feed"/> does, early or late, and its rows become visible long after the time that they carry.
/// </summary>
/// <param name="turn">One laggard at a time holds a number: on a store whose readers wait for writers, the others must go on.</param>
internal sealed class Laggard(Database database, LateRows rows, SemaphoreSlim turn, Random random, Pulse pulse)
{
    /// <summary>In events of the others; on SQLite whoever holds a transaction open holds up every writer.</summary>
    private const int LongestHold = 6;

    private static readonly TimeSpan Lag = TimeSpan.FromHours(1);

    public async Task WriteAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await WriteOneAsync();
            pulse.Beat();
        }
    }

    private async Task WriteOneAsync()
    {
        var (sql, id) = rows.Draw(random);
        var (before, after) = (random.Next(LongestHold), random.Next(LongestHold));
        var written = false;
        while (!written)
        {
            try
            {
                written = await database.WriteAsync(unit => WriteAsync(unit, sql, id, before, after), CancellationToken.None);
            }
            catch (StoreUnavailableException)
            {
                // The nodes kept the only writer of the file busy for too long; nothing of this was written.
            }
        }
    }

    private async Task<bool> WriteAsync(DbUnit unit, string sql, string id, int before, int after)
    {
        var at = (TimeProvider.System.GetUtcNow() - Lag).ToUnixTimeMilliseconds();
        await pulse.PassAsync(before);
        await turn.WaitAsync();
        try
        {
            await unit.ExecuteAsync(Sql.Advance, new { rows.Owner }, CancellationToken.None);
            var seq = await unit.FindAsync<long>(Sql.Last, new { rows.Owner }, CancellationToken.None);
            await unit.ExecuteAsync(sql, new { id, rows.Owner, seq, at, text = $"late {seq}" }, CancellationToken.None);
            await pulse.PassAsync(after);
            return true;
        }
        finally
        {
            turn.Release();
        }
    }

    private static class Sql
    {
        public const string Advance = "UPDATE feeds SET seq = seq + 1 WHERE owner = @Owner";
        public const string Last = "SELECT seq FROM feeds WHERE owner = @Owner";
    }
}
