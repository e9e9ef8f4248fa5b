using Dapper;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Mobile.Features.Data.Sqlite.Backups;

/// <summary>
/// Puts a backup in the place of the database. All is done to a copy beside it; then the copy takes the name in one step. While it lasts,
/// the old database is closed clean and locked, since a log that it had left would be taken for that of the new file.
/// </summary>
public sealed class SqliteRestore : IDisposable
{
    private const string Tables = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('schema_migrations', 'store_info', 'signing_keys')";
    private const long TablesOfAll = 3;

    private readonly SqliteConnection? replacing;
    private readonly UnfinishedFile unfinished;

    private SqliteRestore(string database, SqliteConnection? replacing, UnfinishedFile unfinished) =>
        (Location, this.replacing, this.unfinished) = (database, replacing, unfinished);

    /// <summary>Names the file that is replaced.</summary>
    public string Location { get; }

    /// <summary>Opens the copy, which takes the database's name at the end.</summary>
    public string ConnectionString => new SqliteConnectionStringBuilder { DataSource = unfinished.Path }.ConnectionString;

    /// <summary>Looks whether a process has the database open; nothing where there is none.</summary>
    /// <exception cref="OperationRefusedException">One has.</exception>
    public static void RefuseWhileOpen(string database)
    {
        if (File.Exists(database))
        {
            LockOld(database)?.Dispose();
        }
    }

    /// <exception cref="OperationRefusedException">The backup is not whole or not of this product, or a process has the database open.</exception>
    public static SqliteRestore Begin(string file, string database, IProgress<int> percent, CancellationToken stop)
    {
        if (!File.Exists(file))
        {
            throw new OperationRefusedException($"There is no file {file}.");
        }

        if (Path.GetFullPath(file) == database)
        {
            throw new OperationRefusedException($"{file} is the database itself: name a backup.");
        }

        SqlitePlace.CreateFolder(Path.GetDirectoryName(database)!);
        var old = LockOld(database);
        try
        {
            var restore = new SqliteRestore(database, old, UnfinishedFile.Open(database + ".restoring"));
            restore.Fill(file, percent, stop);
            return restore;
        }
        catch
        {
            old?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens the database that goes, beside the copy; null where there was none, what it holds is of another store, or it cannot be read.
    /// </summary>
    /// <remarks>The copy has this build's schema by now. To be closed before <see cref="Finish"/>.</remarks>
    public ReplacedDatabase? OpenReplaced()
    {
        if (replacing is null)
        {
            return null;
        }

        if (ReplacedDatabase.Open(unfinished.Path, Location) is not { } opened)
        {
            return null;
        }

        if (opened.IsOfTheSameStore)
        {
            return opened;
        }

        opened.Dispose();
        return null;
    }

    /// <summary>Replaces the database by the copy, which nobody may have open any more.</summary>
    /// <returns>Where the replaced one is kept; null where there was none.</returns>
    public string? Finish(DateTimeOffset now)
    {
        if (SqliteFile.Settle(unfinished.Path) is { } broken)
        {
            throw new OperationRefusedException($"The copy is damaged, and nothing was restored: {broken}. Check the disk.");
        }

        var replaced = replacing is null ? null : $"{Location}.replaced-{now.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}";
        if (!OperatingSystem.IsWindows())
        {
            // Whatever the mode of the old file was: both hold signing keys.
            File.SetUnixFileMode(unfinished.Path, SqlitePlace.OwnerAlone);
            if (replaced is not null)
            {
                File.SetUnixFileMode(Location, SqlitePlace.OwnerAlone);
            }
        }

        unfinished.MoveTo(Location, replaced);
        return replaced;
    }

    public void Dispose()
    {
        unfinished.Dispose();
        replacing?.Dispose();
    }

    private void Fill(string file, IProgress<int> percent, CancellationToken stop)
    {
        try
        {
            using (var source = SqliteFile.OpenToRead(file))
            {
                RefuseForeign(source, file);
                SqliteFile.Copy(source, unfinished.Path, percent, stop);
            }

            if (SqliteFile.Settle(unfinished.Path) is { } broken)
            {
                throw new OperationRefusedException($"{file} is damaged, and nothing was restored: {broken}. Take another backup.");
            }
        }
        catch (SqliteException failure)
        {
            unfinished.Dispose();
            throw new OperationRefusedException($"{file} cannot be restored: {failure.Message} Take another backup, and see that there is room beside {Location}.");
        }
        catch
        {
            unfinished.Dispose();
            throw;
        }
    }

    private static void RefuseForeign(SqliteConnection source, string file)
    {
        if (source.ExecuteScalar<long>(Tables) != TablesOfAll)
        {
            throw new OperationRefusedException($"{file} is no database of this product: name a backup that the command backup has made.");
        }

        try
        {
            Migrator.Check([.. source.Query<Migrator.Applied>(Migrator.Sql.History)], Migration.Of("sqlite"));
        }
        catch (ConfigurationException unknown)
        {
            throw new OperationRefusedException($"{file} is of another build, and nothing was restored: {unknown.Message}");
        }
    }

    /// <summary>A process that opens the file meanwhile waits for the lock; then it finds that the file was moved, and SQLite refuses it.</summary>
    private static SqliteConnection? LockOld(string database)
    {
        if (!File.Exists(database))
        {
            return UnfinishedFile.CompanionsOf(database).FirstOrDefault() is { } stale
                ? throw new OperationRefusedException($"{stale} was left by a database that is gone, and would spoil the restored one: move it away.")
                : null;
        }

        SqliteConnection? old = null;
        try
        {
            old = SqliteFile.OpenToWrite(database, "PRAGMA busy_timeout = 1000");
            if (CloseLog(old) && LockAll(old))
            {
                return old;
            }
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is not SQLITE_BUSY)
        {
            old?.Dispose();
            throw new OperationRefusedException(
                $"The database {database} cannot be closed: {failure.Message} Move it and the files beside it that begin with its name away, and restore again.");
        }
        catch (SqliteException)
        {
            // Somebody has it.
        }

        old?.Dispose();
        throw new OperationRefusedException($"A process has {database} open: stop the product first.");
    }

    /// <summary>SQLite does so only where nobody else has the database open.</summary>
    private static bool CloseLog(SqliteConnection old) => old.ExecuteScalar<string>("PRAGMA journal_mode = DELETE") == "delete";

    private static bool LockAll(SqliteConnection old)
    {
        old.Execute("BEGIN EXCLUSIVE");
        return old.ExecuteScalar<string>("PRAGMA journal_mode") == "delete";
    }
}
