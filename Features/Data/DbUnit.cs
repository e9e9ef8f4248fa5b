using System.Data.Common;
using Dapper;

namespace Mobile.Features.Data;

/// <summary>One open connection; inside <see cref="Database.WriteAsync"/> also one transaction, a unit of work.</summary>
public sealed class DbUnit(DbConnection connection, ISqlDialect dialect, DbTransaction? transaction = null)
{
    public ISqlDialect Dialect => dialect;

    internal bool Abandoned { get; set; }

    internal DbConnection Connection => connection;

    /// <summary>Rolls the unit back when its work returns: nothing of it remains, and its result is still delivered.</summary>
    public void Abandon() => Abandoned = true;

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters, CancellationToken stop) =>
        (List<T>)await (DataActivity.IsTraced
            ? TraceAsync(Command(sql, parameters, stop), static (connection, command) => connection.QueryAsync<T>(command))
            : connection.QueryAsync<T>(Command(sql, parameters, stop)));

    /// <summary>Reads row by row and stops where <paramref name="limit"/> is reached, so that no more is held than is wanted.</summary>
    /// <param name="sql">Selects one row more than the limit allows, which tells whether more follow.</param>
    public Task<Slice<T>> SliceAsync<T>(string sql, object? parameters, SliceLimit<T> limit, CancellationToken stop)
    {
        var command = Command(sql, parameters, stop);
        return DataActivity.IsTraced
            ? TraceAsync(command, (open, traced) => ReadAsync(open, traced, limit))
            : ReadAsync(connection, command, limit);
    }

    /// <summary>The only row, or null.</summary>
    public Task<T?> FindAsync<T>(string sql, object? parameters, CancellationToken stop) => DataActivity.IsTraced
        ? TraceAsync(Command(sql, parameters, stop), static (connection, command) => connection.QuerySingleOrDefaultAsync<T>(command))
        : connection.QuerySingleOrDefaultAsync<T>(Command(sql, parameters, stop));

    /// <param name="waitSeconds">How long to wait for another transaction's lock; null for the engine's own patience.</param>
    /// <returns>The number of rows changed.</returns>
    public Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken stop, int? waitSeconds = null) => DataActivity.IsTraced
        ? TraceAsync(Command(sql, parameters, stop, waitSeconds), static (connection, command) => connection.ExecuteAsync(command))
        : connection.ExecuteAsync(Command(sql, parameters, stop, waitSeconds));

    private static async Task<Slice<T>> ReadAsync<T>(DbConnection connection, CommandDefinition command, SliceLimit<T> limit)
    {
        var rows = new List<T>();
        var bytes = 0L;
        var found = connection.QueryUnbufferedAsync<T>(command.CommandText, command.Parameters, (DbTransaction?)command.Transaction);
        await foreach (var row in found.WithCancellation(command.CancellationToken))
        {
            bytes += limit.SizeOf(row);
            if (rows.Count > 0 && (rows.Count == limit.Rows || bytes > limit.Bytes))
            {
                return new(rows, HasMore: true);
            }

            rows.Add(row);
        }

        return new(rows, HasMore: false);
    }

    private Task<T> TraceAsync<T>(CommandDefinition command, Func<DbConnection, CommandDefinition, Task<T>> run) =>
        StatementActivity.RunAsync(connection, dialect, command, run);

    private CommandDefinition Command(string sql, object? parameters, CancellationToken stop, int? waitSeconds = null) =>
        new(sql, parameters, transaction, waitSeconds, cancellationToken: stop);
}
