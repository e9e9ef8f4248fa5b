using Mobile.Features.Data;

namespace Mobile.Testing.Scenarios.Sync;

/// <summary>
/// A process whose clock is an hour slow and whose transactions stay open while others read and commit: it takes its number as
/// <see cref="Features.Sync.Feed"/> does, early or late, and its rows become visible long after the time that they carry.
/// </summary>
internal sealed class Laggard(Database database, string userId, TimeProvider clock, Random random, Pulse pulse)
{
    private static readonly TimeSpan Lag = TimeSpan.FromHours(1);

    /// <summary>On one writer for all, whoever holds it holds up everyone.</summary>
    private const int LongestHold = 6;

    private readonly List<string> ids = [];

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
        var at = (clock.GetUtcNow() - Lag).ToUnixTimeMilliseconds();
        var (sql, id) = random.Next(4) switch
        {
            < 2 => (Sql.Place, NewId()),
            _ when ids.Count == 0 => (Sql.Place, NewId()),
            2 => (Sql.Amend, ids[random.Next(ids.Count)]),
            _ => (Sql.Remove, ids[random.Next(ids.Count)]),
        };
        var (before, after) = (random.Next(LongestHold), random.Next(LongestHold));
        await database.WriteAsync(
            async unit =>
            {
                await pulse.PassAsync(before);
                await unit.ExecuteAsync(Sql.Advance, new { userId }, CancellationToken.None);
                var seq = await unit.FindAsync<long>(Sql.Last, new { userId }, CancellationToken.None);
                var rows = await unit.ExecuteAsync(sql, new { id, userId, seq, at, note = $"late {seq}" }, CancellationToken.None);
                await pulse.PassAsync(after);
                return rows;
            },
            CancellationToken.None);
        if (sql == Sql.Remove)
        {
            ids.Remove(id);
        }
    }

    private string NewId()
    {
        ids.Add(Ids.New(clock));
        return ids[^1];
    }

    private static class Sql
    {
        public const string Advance = "UPDATE feeds SET seq = seq + 1 WHERE owner = @userId";
        public const string Last = "SELECT seq FROM feeds WHERE owner = @userId";

        public const string Place = """
            INSERT INTO orders (id, user_id, seq, version, status, total_minor, currency, lines, note, placed_at, updated_at)
            VALUES (@id, @userId, @seq, 1, 'placed', 0, 'EUR', '[]', @note, @at, @at)
            """;

        public const string Amend = "UPDATE orders SET seq = @seq, version = version + 1, note = @note, updated_at = @at WHERE id = @id";
        public const string Remove = "UPDATE orders SET seq = @seq, version = version + 1, removed_at = @at, updated_at = @at WHERE id = @id";
    }
}
