using System.Diagnostics;
using Microsoft.Data.SqlClient;

namespace Mobile.Features.Data.SqlServer;

/// <summary>
/// SQL Server or Azure SQL: a transaction per unit of work on a pooled connection, repeated from the start after a deadlock, a fail-over
/// or a break that came before its commit.
/// </summary>
internal sealed class SqlServerDatabase : Database
{
    /// <summary>Each connection serves some hundred callers a second, so that the last of these waits well under one.</summary>
    private const int CallersPerConnection = 4;

    private const int ConnectSeconds = 10;

    private readonly SqlServerRetries retries;
    private int readers;

    public SqlServerDatabase(string connectionString)
    {
        var builder = new SqlConnectionStringBuilder(connectionString);
        Location = $"{builder.InitialCatalog} on {builder.DataSource}";
        WriteCapacity = builder.MaxPoolSize * CallersPerConnection;
        ServerClock = ClockTrace.ServerClock;

        // The client's own repetitions sleep for ten seconds, and its memory of a failed login would be the answer to ours.
        builder.ConnectRetryCount = 0;
        builder.PoolBlockingPeriod = PoolBlockingPeriod.NeverBlock;
        if (!builder.ShouldSerialize("Connect Timeout"))
        {
            builder.ConnectTimeout = ConnectSeconds;
        }

        retries = new(builder.ConnectionString);
    }

    public override string Engine => "sqlserver";

    public override string Location { get; }

    public override ISqlDialect Dialect { get; } = new SqlServerDialect();

    public override int WriteCapacity { get; }

    internal override string? MigrationLock =>
        "EXEC sp_getapplock @Resource = 'mobile-migrations', @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = -1";

    public override async Task<T> ReadAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken stop)
    {
        try
        {
            // Counted apart from the writes, so that a repetition finds its reply when no more writes are let in.
            return Interlocked.Increment(ref readers) <= WriteCapacity
                ? await retries.RunAsync(connection => work(new DbUnit(connection, Dialect)), stop)
                : throw new StoreUnavailableException($"{WriteCapacity} reads are under way already.");
        }
        finally
        {
            Interlocked.Decrement(ref readers);
        }
    }

    public override async Task<T> WriteAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken stop)
    {
        using var span = DataActivity.StartWrite();
        return await retries.RunAsync(connection => WriteAsync(connection, work, stop), stop);
    }

    private async Task<T> WriteAsync<T>(SqlConnection connection, Func<DbUnit, Task<T>> work, CancellationToken stop)
    {
        var transaction = (SqlTransaction)await connection.BeginTransactionAsync(stop);
        try
        {
            var unit = new DbUnit(connection, Dialect, transaction);
            var result = await work(unit);
            if (!unit.Abandoned)
            {
                await CommitAsync(transaction);
            }

            return result;
        }
        finally
        {
            await EndAsync(transaction);
        }
    }

    private static async Task CommitAsync(SqlTransaction transaction)
    {
        if (transaction.Connection is null)
        {
            throw new StoreUnavailableException("The transaction was lost before its commit.");
        }

        using var activity = DataActivity.StartCommit();
        var started = Stopwatch.GetTimestamp();
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
            DataMetrics.Committed(units: 1, Stopwatch.GetElapsedTime(started));
        }
        catch (Exception lost) when (lost is SqlException or InvalidOperationException)
        {
            throw new CommitLostException(lost);
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
}
