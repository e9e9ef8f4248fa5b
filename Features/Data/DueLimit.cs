namespace Mobile.Features.Data;

/// <summary>
/// How far ahead the rows of a kind may be due. What is due later was written by a clock that was ahead, and would wait until that day: it is
/// brought back to now.
/// </summary>
/// <param name="table">With a column <c>due_at</c>, of which an index begins with what the condition fixes.</param>
/// <param name="condition">Which of its rows wait, as SQL.</param>
/// <param name="longest">How long one of them waits at most.</param>
internal sealed class DueLimit(string table, string condition, TimeSpan longest)
{
    private const int Batch = 500;

    private readonly string last = $"SELECT MAX(due_at) FROM {table} WHERE {condition}";
    private readonly string bringBack = $"UPDATE {table} SET due_at = @now WHERE {condition} AND due_at >= @bound AND due_at > @latest";

    /// <summary>Looks at the last row in the index, and writes only where that is due too late. While the clock is in doubt nothing is done.</summary>
    /// <returns>How many rows were brought back.</returns>
    public async Task<int> EnforceAsync(DbSession db, ClockMonitor monitor, TimeProvider clock, CancellationToken stop)
    {
        int part, rows = 0;
        do
        {
            var isTooLate = monitor.IsTrusted && await db.FindAsync<long?>(last, null, stop) > Latest(clock);
            part = isTooLate ? await db.WriteAsync(() => BringBackAsync(db, clock, stop), stop) : 0;
            rows += part;
        }
        while (part > 0);

        return rows;
    }

    private long Latest(TimeProvider clock) => clock.UnixMilliseconds(ago: -(longest + ClockMonitor.Tolerance));

    private async Task<int> BringBackAsync(DbSession db, TimeProvider clock, CancellationToken stop)
    {
        var latest = Latest(clock);
        var lastOnes = $"SELECT due_at FROM {table} WHERE {condition} ORDER BY due_at DESC {db.Dialect.Limit}";
        var bound = await db.FindAsync<long?>($"SELECT MIN(due_at) FROM ({lastOnes}) AS last_ones", new { limit = Batch }, stop);
        return bound is null ? 0 : await db.ExecuteAsync(bringBack, new { now = clock.UnixMilliseconds(), bound, latest });
    }
}
