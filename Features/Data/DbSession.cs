namespace Mobile.Features.Data;

/// <summary>
/// What a handler asks for its SQL. Within a request that writes, every statement joins the request's unit of work;
/// otherwise each query borrows a pooled read connection.
/// </summary>
public sealed class DbSession(Database database)
{
    private DbUnit? joined;
    private Func<Task>? opening;
    private List<Action>? onCommit;

    public ISqlDialect Dialect => database.Dialect;

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters, CancellationToken stop) =>
        joined is { } unit
            ? unit.QueryAsync<T>(sql, parameters, CancellationToken.None)
            : database.ReadAsync(read => read.QueryAsync<T>(sql, parameters, stop), stop);

    /// <summary>The first rows within <paramref name="limit"/>; the query selects one more (see <see cref="DbUnit.SliceAsync{T}"/>).</summary>
    public Task<Slice<T>> SliceAsync<T>(string sql, object? parameters, SliceLimit<T> limit, CancellationToken stop) =>
        joined is { } unit
            ? unit.SliceAsync(sql, parameters, limit, CancellationToken.None)
            : database.ReadAsync(read => read.SliceAsync(sql, parameters, limit, stop), stop);

    /// <summary>The only row, or null.</summary>
    public Task<T?> FindAsync<T>(string sql, object? parameters, CancellationToken stop) =>
        joined is { } unit
            ? unit.FindAsync<T>(sql, parameters, CancellationToken.None)
            : database.ReadAsync(read => read.FindAsync<T>(sql, parameters, stop), stop);

    /// <param name="waitSeconds">How long to wait for another transaction's lock; null for the engine's own patience.</param>
    /// <returns>The number of rows changed.</returns>
    /// <exception cref="InvalidOperationException">No write is running: wrap the work in <see cref="WriteAsync"/>.</exception>
    public Task<int> ExecuteAsync(string sql, object? parameters, int? waitSeconds = null) =>
        joined is { } unit
            ? unit.ExecuteAsync(sql, parameters, CancellationToken.None, waitSeconds)
            : throw new InvalidOperationException("A statement that changes rows runs inside WriteAsync.");

    /// <summary>Changes the one row, or adds it where it is missing; neither engine's own upsert is the other's.</summary>
    public async Task UpdateOrInsertAsync(string update, string insert, object row)
    {
        if (await ExecuteAsync(update, row) == 0)
        {
            await ExecuteAsync(insert, row);
        }
    }

    /// <summary>Runs <paramref name="work"/> in one transaction (see <see cref="Database.WriteAsync"/>), or in the one that is already running.</summary>
    public async Task<T> WriteAsync<T>(Func<Task<T>> work, CancellationToken stop)
    {
        if (joined is not null)
        {
            return await work();
        }

        var abandoned = false;
        var result = await database.WriteAsync(
            async unit =>
            {
                joined = unit;
                onCommit = null;
                try
                {
                    await (opening?.Invoke() ?? Task.CompletedTask);
                    return await work();
                }
                finally
                {
                    abandoned = unit.Abandoned;
                    joined = null;
                }
            },
            stop);
        opening = abandoned ? opening : null;
        RunCommitted(abandoned);
        return result;
    }

    /// <summary>Puts <paramref name="step"/> before the work of the next write that commits, in its transaction: it may refuse the write by an exception. Null for none.</summary>
    internal void OpenNextWriteWith(Func<Task>? step) => opening = step;

    /// <summary>Runs <paramref name="step"/>, which may only touch memory, once the running write is durable; never where it is rolled back.</summary>
    public void OnCommit(Action step) => (onCommit ??= []).Add(step);

    /// <summary>Rolls the running write back when its work returns.</summary>
    public void Abandon() => joined!.Abandon();

    private void RunCommitted(bool abandoned)
    {
        var steps = onCommit;
        onCommit = null;
        if (steps is null || abandoned)
        {
            return;
        }

        foreach (var step in steps)
        {
            step();
        }
    }
}
