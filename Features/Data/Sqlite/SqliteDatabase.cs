using System.Collections.Concurrent;
using Dapper;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Mobile.Features.Data.Sqlite;

/// <summary>The embedded default: one file, many readers, and one <see cref="SqliteWriter"/> that commits in groups.</summary>
internal sealed class SqliteDatabase : Database, IDisposable
{
    private const int BusySeconds = 5;

    /// <summary>The inner pages of the indexes of ten million orders.</summary>
    private const int WriterCacheKiB = 16_000;

    /// <summary>64 MiB of log, should <see cref="SqliteCheckpoints"/> not keep up: then the writer copies it.</summary>
    private const int CheckpointPages = 16_384;

    /// <summary>SQLITE_DBCONFIG_ENABLE_QPSG: a plan does not depend on the values of parameters.</summary>
    private const int StablePlans = 1007;

    private readonly string connectionString;
    private readonly ConcurrentBag<DbUnit> idleReaders = [];
    private readonly Lazy<SqliteWriter> writer;

    /// <summary>Null until the writer has opened them.</summary>
    private volatile OpenedFiles? files;

    static SqliteDatabase()
    {
        // Each connection serves one thread at a time, so that SQLite need not lock it at every call. Whoever opened one before has it the slower way.
        SQLitePCL.Batteries_V2.Init();
        _ = sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    }

    public SqliteDatabase(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString)
        {
            // SQLite makes no file: it would be readable to all, and an empty database in the place of one that was removed.
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = BusySeconds,
        };
        Location = Path.GetFullPath(builder.DataSource);
        builder.DataSource = Location;
        this.connectionString = builder.ConnectionString;
        writer = new(StartWriter);
    }

    public override string Engine => "sqlite";

    public override string Location { get; }

    public override ISqlDialect Dialect { get; } = new SqliteDialect();

    public override int WriteCapacity => writer.Value.Capacity;

    internal override bool Exists => SqlitePlace.HasContent(Location);

    internal override string? OrphanedLog => SqlitePlace.HasContent(Location) || !SqlitePlace.HasContent(Location + "-wal") ? null : Location + "-wal";

    internal override bool IsOwnFile => true;

    private string Misplaced =>
        $"The file {Location}, or its log beside it, was removed or replaced while this process had it open, "
        + "and nothing is read from it or written to it any more. Put it back, or restart the process.";

    internal override void Create() => SqlitePlace.Create(Location);

    public override async Task<string?> FindWriteFaultAsync(CancellationToken stop) =>
        files?.AreInPlace() is false ? Misplaced
            : writer.IsValueCreated ? await writer.Value.Probe.FindFaultAsync(stop)
            : null;

    public override async Task<T> ReadAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        RefuseMisplaced(look: false);
        var reader = idleReaders.TryTake(out var idle) ? idle : OpenReader();
        try
        {
            return await work(reader);
        }
        finally
        {
            idleReaders.Add(reader);
        }
    }

    public override Task<T> WriteAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken stop) =>
        DataActivity.IsTraced ? WriteTracedAsync(work, stop) : writer.Value.EnqueueAsync(work, stop);

    public void Dispose()
    {
        if (writer.IsValueCreated)
        {
            writer.Value.Dispose();
        }

        while (idleReaders.TryTake(out var reader))
        {
            reader.Connection.Dispose();
        }
    }

    /// <summary>Apart, so that nothing is captured where nobody traces.</summary>
    private Task<T> WriteTracedAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken stop) =>
        DataActivity.TraceWriteAsync(() => writer.Value.EnqueueAsync(work, stop));

    private SqliteWriter StartWriter()
    {
        var connection = OpenWriter();

        // The first read opens the log.
        connection.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_schema");
        var opened = files = OpenedFiles.Of(Location);
        return new(connection, new SqliteCheckpoints(Open("PRAGMA synchronous = FULL")), opened, () => Misplaced, Dialect);
    }

    private DbUnit OpenReader()
    {
        var reader = new DbUnit(Open("PRAGMA query_only = ON"), Dialect);
        try
        {
            // It may be another file by now.
            RefuseMisplaced(look: true);
            return reader;
        }
        catch
        {
            reader.Connection.Dispose();
            throw;
        }
    }

    private void RefuseMisplaced(bool look)
    {
        if (files is { } opened && (look ? !opened.AreInPlace() : opened.AreMisplaced))
        {
            throw new StoreUnavailableException(Misplaced);
        }
    }

    private PreparingSqliteConnection OpenWriter()
    {
        // What a savepoint may have to undo is kept in memory; SQLite would write a file for each.
        var connection = Open(
            $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = {CheckpointPages}; PRAGMA cache_size = -{WriterCacheKiB}");

        // For migrations, which are never changed: SQLite has no such function of its own.
        connection.CreateFunction("sha256_hex", (Func<string, string>)Sha256.HexOf, isDeterministic: true);
        return connection;
    }

    private PreparingSqliteConnection Open(string pragmas)
    {
        var connection = new PreparingSqliteConnection(connectionString);
        try
        {
            connection.Open();

            // Else a statement with LIMIT @limit is parsed and planned again each time that it gets another value.
            sqlite3_db_config(connection.Handle, StablePlans, 1, out _);
            connection.Execute($"PRAGMA busy_timeout = {BusySeconds * 1000}; {pragmas}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
