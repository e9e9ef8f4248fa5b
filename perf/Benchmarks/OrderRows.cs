using Mobile.Features.Data;

namespace Mobile.Benchmarks;

/// <summary>Orders of one user, as rows.</summary>
internal static class OrderRows
{
    public const string Insert = """
        INSERT INTO orders (id, user_id, seq, version, status, total_minor, currency, lines, note, placed_at, updated_at)
        VALUES (@Id, @UserId, @Seq, @Version, @Status, @TotalMinor, @Currency, @LinesJson, @Note, @PlacedAt, @UpdatedAt)
        """;

    private const string User = "INSERT INTO users (id, issuer, subject, created_at) VALUES (@UserId, 'benchmark', 'user', 0)";

    public static Task<int> FillAsync(Database database, int count) => database.WriteAsync(
        async unit =>
        {
            await unit.ExecuteAsync(User, new { Sample.UserId }, default);
            foreach (var order in Enumerable.Range(0, count).Select(Sample.OrderOf))
            {
                await unit.ExecuteAsync(Insert, order, default);
            }

            return count;
        },
        default);
}
