using Mobile.Features.Orders;

namespace Mobile.Testing.Scenarios.SyncCost;

/// <summary>A user with a long history, written past the API to save the time of placing each order.</summary>
public static class ManyOrders
{
    private static readonly string[] Skus = ["MUG-RED", "TRJ-MOS", "WSK-M", "AXE-35"];

    public static async Task WriteAsync(TestStore store, string user, int count, int seed)
    {
        var random = new Random(seed);
        var start = TimeProvider.System.GetUtcNow().AddDays(-count / 10.0);
        var database = store.Open();
        using var closing = database as IDisposable;
        await database.WriteAsync(
            async unit =>
            {
                var userId = await unit.FindAsync<string>("SELECT id FROM users WHERE subject = @user", new { user }, CancellationToken.None);
                await unit.ExecuteAsync(StartFeed, new { userId }, CancellationToken.None);
                var seq = await unit.FindAsync<long>("SELECT seq FROM feeds WHERE owner = @userId", new { userId }, CancellationToken.None);
                for (var i = 0; i < count; i++)
                {
                    var placed = start.AddHours(i * 2.4);
                    var line = new OrderLine(random.GetItems(Skus, 1)[0], "A product of the sample shop", random.Next(1, 9), random.Next(500, 20_000));
                    await unit.ExecuteAsync(
                        Insert,
                        new
                        {
                            id = Guid.CreateVersion7(placed).ToString("N"),
                            userId,
                            seq = ++seq,
                            total = line.Quantity * line.UnitPriceMinor,
                            lines = Order.WriteLines([line]),
                            at = placed.ToUnixTimeMilliseconds(),
                        },
                        CancellationToken.None);
                }

                return await unit.ExecuteAsync("UPDATE feeds SET seq = @seq WHERE owner = @userId", new { userId, seq }, CancellationToken.None);
            },
            CancellationToken.None);
    }

    private const string StartFeed =
        "INSERT INTO feeds (owner, seq, floor) SELECT @userId, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM feeds WHERE owner = @userId)";

    private const string Insert = """
        INSERT INTO orders (id, user_id, seq, version, status, total_minor, currency, lines, placed_at, updated_at)
        VALUES (@id, @userId, @seq, 1, 'delivered', @total, 'EUR', @lines, @at, @at)
        """;
}
