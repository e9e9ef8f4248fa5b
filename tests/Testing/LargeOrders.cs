using Mobile.Features.Data;
using Mobile.Features.Orders;

namespace Mobile.Testing;

/// <summary>Orders as large as a customer can make them: 50 lines and the longest note.</summary>
public static class LargeOrders
{
    /// <summary>Gives the user so many, each changed after the ones before.</summary>
    /// <param name="at">When the first one was placed, in Unix milliseconds; others follow a second apart.</param>
    /// <returns>Their ids, the oldest first.</returns>
    public static async Task<IReadOnlyList<string>> AddAsync(TestStore store, string subject, int count, long at)
    {
        var database = store.Open();
        using var closing = database as IDisposable;
        var lines = Order.WriteLines([.. Enumerable.Range(0, 50).Select(i => new OrderLine("MUG-RED", $"A mug of the colour that the {i}th of its kind has", i + 1, 1250))]);
        return await database.WriteAsync(
            async unit =>
            {
                var userId = await unit.FindAsync<string>("SELECT id FROM users WHERE subject = @subject", new { subject }, CancellationToken.None);
                var ids = new List<string>();
                for (var i = 0; i < count; i++)
                {
                    await unit.ExecuteAsync("UPDATE feeds SET seq = seq + 1 WHERE owner = @userId", new { userId }, CancellationToken.None);
                    var row = new
                    {
                        id = Ids.New(TimeProvider.System),
                        userId,
                        lines,
                        note = new string('n', 500),
                        at = at + (i * 1000),
                    };
                    await unit.ExecuteAsync(
                        """
                        INSERT INTO orders (id, user_id, seq, version, status, total_minor, currency, lines, note, placed_at, updated_at)
                        SELECT @id, @userId, seq, 1, 'placed', 1593750, 'EUR', @lines, @note, @at, @at FROM feeds WHERE owner = @userId
                        """,
                        row,
                        CancellationToken.None);
                    ids.Add(row.id);
                }

                return ids;
            },
            CancellationToken.None);
    }
}
