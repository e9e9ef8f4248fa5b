using Dapper;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Mobile.Features.Data.Sqlite.Backups;

/// <summary>Whole database files: opened without changing them, copied, and closed so that one file holds everything.</summary>
internal static class SqliteFile
{
    /// <summary>4 MiB: after each, progress is told and an end is noticed.</summary>
    private const int PagesAtOnce = 1024;

    /// <summary>Opens a file as it stands, and makes none beside it; where a log is beside it, together with that.</summary>
    public static SqliteConnection OpenToRead(string path)
    {
        var hasLog = UnfinishedFile.CompanionsOf(path).Any();
        var uri = UriOf(path) + "?immutable=1";
        return Open(new SqliteConnectionStringBuilder { DataSource = hasLog ? path : uri, Mode = SqliteOpenMode.ReadOnly }, "PRAGMA query_only = ON");
    }

    /// <summary>The file as SQLite takes it where it takes parameters.</summary>
    public static string UriOf(string path) => "file:" + Uri.EscapeDataString(Path.GetFullPath(path)).Replace("%2F", "/", StringComparison.Ordinal);

    /// <summary>Opens the file if it exists.</summary>
    public static SqliteConnection OpenToWrite(string path, string pragmas) =>
        Open(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite }, pragmas);

    /// <summary>Copies what <paramref name="source"/> shows when it begins, whatever is written meanwhile.</summary>
    /// <param name="percent">Is told how much is copied.</param>
    public static void Copy(SqliteConnection source, string target, IProgress<int> percent, CancellationToken stop)
    {
        // Until it is whole nobody misses it: no journal, and one write to the disk at the end.
        using var connection = OpenToWrite(target, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF");

        // Within one snapshot; else each write of the product would begin the copy anew.
        using var snapshot = source.BeginTransaction(deferred: true);
        source.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_schema");
        using var backup = sqlite3_backup_init(connection.Handle, "main", source.Handle, "main");
        int result;
        do
        {
            stop.ThrowIfCancellationRequested();
            result = sqlite3_backup_step(backup, PagesAtOnce);
            var pages = Math.Max(sqlite3_backup_pagecount(backup), 1);
            percent.Report((int)((pages - sqlite3_backup_remaining(backup)) * 100L / pages));
        }
        while (result == SQLITE_OK);

        SqliteException.ThrowExceptionForRC(result == SQLITE_DONE ? SQLITE_OK : result, connection.Handle);
    }

    /// <summary>Puts everything into the one file.</summary>
    /// <returns>What is broken in it; null when it is whole.</returns>
    public static string? Settle(string path)
    {
        using var connection = OpenToWrite(path, "PRAGMA synchronous = FULL");
        var verdict = connection.ExecuteScalar<string>("PRAGMA quick_check(1)");
        connection.Execute("PRAGMA journal_mode = DELETE");
        return verdict is "ok" ? null : verdict;
    }

    private static SqliteConnection Open(SqliteConnectionStringBuilder builder, string pragmas)
    {
        builder.Pooling = false;
        var connection = new SqliteConnection(builder.ConnectionString);
        try
        {
            connection.Open();
            connection.Execute(pragmas);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
