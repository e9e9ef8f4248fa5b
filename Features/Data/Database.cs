using System.Data.Common;

namespace Mobile.Features.Data;

/// <summary>The product's store. Reads take a pooled connection; writes go through one door, <see cref="WriteAsync"/>.</summary>
public abstract class Database
{
    /// <summary>"sqlite" or "sqlserver", as configured and as the folder of its migrations is named.</summary>
    public abstract string Engine { get; }

    /// <summary>Where the data is, without secrets: a file path, or server and database.</summary>
    public abstract string Location { get; }

    public abstract ISqlDialect Dialect { get; }

    /// <summary>How many writes may be under way at once, so that none waits longer than apps are used to; another is better told to come back.</summary>
    public virtual int WriteCapacity => int.MaxValue;

    /// <summary>Whether there is something to open. A server's database is made by its administrators.</summary>
    internal virtual bool Exists => true;

    /// <summary>A log with acknowledged writes whose database is gone; null where there is none.</summary>
    internal virtual string? OrphanedLog => null;

    /// <summary>Whether the product makes the database itself, as a file.</summary>
    internal virtual bool IsOwnFile => false;

    /// <summary>Taken within a transaction, it lets one process migrate at a time; null where the transaction itself does.</summary>
    internal virtual string? MigrationLock => null;

    /// <summary>Selects the time by the server's own clock, in milliseconds since 1970; null where there is none to compare with.</summary>
    internal string? ServerClock { get; init; }

    /// <summary>Makes the database where there is none.</summary>
    internal virtual void Create()
    {
    }

    /// <summary>Tells whether writes are lasting: looks at what became of the last one, and at the file. May try one where the last failed.</summary>
    /// <returns>What is wrong, in a sentence for the log; null where nothing is known to be.</returns>
    public virtual Task<string?> FindWriteFaultAsync(CancellationToken stop) => Task.FromResult<string?>(null);

    /// <summary>
    /// Runs <paramref name="work"/> on a connection for reading: SQLite refuses a write on it, SQL Server would commit each statement by
    /// itself. Each query sees what is committed when it starts. The work may run more than once (a broken connection).
    /// </summary>
    /// <exception cref="StoreUnavailableException">More is to be read than the store answers soon.</exception>
    public abstract Task<T> ReadAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken stop);

    /// <summary>
    /// Runs <paramref name="work"/> inside one transaction and returns after it is durable. An exception or
    /// <see cref="DbUnit.Abandon"/> rolls everything back. The work may run more than once (deadlock, fail-over) and may only touch
    /// the database and the CPU: what concerns the outside world goes to the outbox.
    /// </summary>
    /// <exception cref="DbException">Where the reply to the commit was lost, nobody knows whether it happened; otherwise nothing did.</exception>
    /// <param name="stop">Withdraws work that has not started; work that has started finishes.</param>
    public abstract Task<T> WriteAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken stop);

    /// <summary>The value that is stored, made once: of several nodes that start together, the first one's stands for all.</summary>
    /// <param name="find">Selects the value by <paramref name="key"/>.</param>
    /// <param name="add">Inserts the row that <paramref name="make"/> gives, under a unique key.</param>
    internal async Task<T> FindOrAddAsync<T>(string find, object? key, string add, Func<object> make, CancellationToken stop)
        where T : class
    {
        if (await FindAsync() is { } stored)
        {
            return stored;
        }

        try
        {
            var row = make();
            await WriteAsync(unit => unit.ExecuteAsync(add, row, stop), stop);
        }
        catch (DbException exists) when (Dialect.IsUniqueViolation(exists))
        {
            // Another node was first.
        }

        return (await FindAsync())!;

        Task<T?> FindAsync() => ReadAsync(unit => unit.FindAsync<T>(find, key, stop), stop);
    }
}
