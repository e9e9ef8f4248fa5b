using System.Diagnostics;
using Microsoft.Data.SqlClient;

namespace Mobile.Features.Data.SqlServer;

/// <summary>SQL Server or Azure SQL: a transaction per unit of work on a pooled connection, repeated from the start after a deadlock.</summary>
internal sealed class SqlServerDatabase(string connectionString) : Database
{
    private const int Deadlock = 1205;
    private const int MaxTries = 5;

    public override string Engine => "sqlserver";

    public override string Location { get; } = Describe(new SqlConnectionStringBuilder(connectionString));

    public override ISqlDialect Dialect { get; } = new SqlServerDialect();

    internal override string? MigrationLock =>
        "EXEC sp_getapplock @Resource = 'mobile-migrations', @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = -1";

    public override async Task<T> ReadAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken stop)
    {
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync(stop);
        return await work(new DbUnit(connection, Dialect));
    }

    public override async Task<T> WriteAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken stop)
    {
        using var span = DataActivity.StartWrite();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryWriteAsync(work, stop);
            }
            catch (SqlException failure) when (failure.Number == Deadlock && attempt < MaxTries)
            {
                // The victim was rolled back whole; the other side has gone on, and needs a moment.
                await Task.Delay(Random.Shared.Next(5, 30) * attempt, stop);
            }
        }
    }

    private async Task<T> TryWriteAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken stop)
    {
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync(stop);
        var transaction = (SqlTransaction)await connection.BeginTransactionAsync(stop);
        try
        {
            var unit = new DbUnit(connection, Dialect, transaction);
            var result = await work(unit);
            if (!unit.Abandoned)
            {
                using var activity = DataActivity.StartCommit();
                var started = Stopwatch.GetTimestamp();
                await transaction.CommitAsync(CancellationToken.None);
                DataMetrics.Committed(units: 1, Stopwatch.GetElapsedTime(started));
            }

            return result;
        }
        finally
        {
            await EndAsync(transaction);
        }
    }

    /// <summary>Rolls back what was not committed.</summary>
    private static async Task EndAsync(SqlTransaction transaction)
    {
        try
        {
            await transaction.DisposeAsync();
        }
        catch (Exception broken) when (broken is InvalidOperationException or SqlException)
        {
            // The connection is gone, and the server rolls back with it. That must not hide why.
        }
    }

    private static string Describe(SqlConnectionStringBuilder builder) => $"{builder.InitialCatalog} on {builder.DataSource}";
}
