using Dapper;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Mobile.Features.Data.Sqlite.Backups;

/// <summary>
/// The restored database under its own table names, to write to, and the one that it replaces as <c>replaced</c>, to read from. The replaced
/// one may be of an older or a newer schema.
/// </summary>
public sealed class ReplacedDatabase : IDisposable
{
    private const string HasTable = "SELECT COUNT(*) FROM replaced.sqlite_schema WHERE type = 'table' AND name = @table";
    private const string Columns = "SELECT name FROM pragma_table_xinfo(@table, @schema) WHERE hidden = 0";
    private const string FindFloor = "SELECT value FROM replaced.store_info WHERE name = 'version_floor'";

    private readonly SqliteConnection connection;
    private SqliteTransaction? transaction;

    private ReplacedDatabase(SqliteConnection connection) => this.connection = connection;

    /// <summary>Whether the two are of one history. Of another shop's database, or of one that was begun by mistake, nothing is carried over.</summary>
    public bool IsOfTheSameStore => HaveInCommon("signing_keys", "material") || HaveInCommon("sessions", "id");

    /// <param name="copy">A database of this build's schema.</param>
    /// <param name="replaced">Closed without a log, and locked by this process.</param>
    /// <returns>Null where the replaced one is damaged at its beginning.</returns>
    internal static ReplacedDatabase? Open(string copy, string replaced)
    {
        var opened = SqliteFile.OpenToWrite(SqliteFile.UriOf(copy), "PRAGMA busy_timeout = 5000");
        try
        {
            // Nobody writes to it while it is locked, so that it may be read past the lock.
            opened.Execute("ATTACH @file AS replaced", new { file = SqliteFile.UriOf(replaced) + "?immutable=1" });
            return new(opened);
        }
        catch (SqliteException damaged) when (IsDamage(damaged))
        {
            opened.Dispose();
            return null;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Whether the replaced database has the table.</summary>
    public bool Has(string table) => connection.ExecuteScalar<long>(HasTable, new { table }, transaction) == 1;

    /// <summary>The columns that the table has in both databases, but for those that are left out.</summary>
    public IReadOnlyList<string> SharedColumns(string table, params IReadOnlyList<string> without)
    {
        var theirs = connection.Query<string>(Columns, new { table, schema = "replaced" }, transaction).ToHashSet(StringComparer.Ordinal);
        return [.. connection.Query<string>(Columns, new { table, schema = "main" }, transaction).Where(column => theirs.Contains(column) && !without.Contains(column, StringComparer.Ordinal))];
    }

    /// <summary>Inserts rows of the replaced database with all that both know of them.</summary>
    /// <param name="condition">Which rows.</param>
    public int Copy(string table, string condition)
    {
        var columns = string.Join(", ", SharedColumns(table));
        return Execute($"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM replaced.{table} WHERE {condition}");
    }

    /// <returns>How many rows were changed.</returns>
    public int Execute(string sql, object? parameters = null) => connection.Execute(sql, parameters, transaction);

    public IReadOnlyList<T> Query<T>(string sql, object? parameters = null) => [.. connection.Query<T>(sql, parameters, transaction)];

    public void Dispose() => connection.Dispose();

    /// <summary>
    /// Reads the floor of versions that the replaced database has reached: see <see cref="StoreEpoch"/>. 0 where it has none, or cannot tell.
    /// </summary>
    public long VersionFloor => Probe(() => Has("store_info") ? connection.ExecuteScalar<long>(FindFloor, null, transaction) : 0);

    /// <summary>Runs each in a transaction. What cannot be read stays as the backup has it, and is named.</summary>
    /// <exception cref="SqliteException">The copy cannot be written.</exception>
    public IReadOnlyList<string> Run(IEnumerable<ICarryOver> parts) => [.. parts.SelectMany(Run)];

    private IReadOnlyList<string> Run(ICarryOver part)
    {
        try
        {
            return Commit(() => [.. part.CarryOver(this)]);
        }
        catch (SqliteException damaged) when (IsDamage(damaged))
        {
            return Commit(() =>
            {
                part.Forget(this);
                return [$"Not carried over, since the replaced database is damaged there ({damaged.Message})", $"  {part.Unknown}"];
            });
        }
    }

    private IReadOnlyList<string> Commit(Func<IReadOnlyList<string>> work)
    {
        using var whole = connection.BeginTransaction();
        transaction = whole;
        try
        {
            var lines = work();
            whole.Commit();
            return lines;
        }
        finally
        {
            transaction = null;
        }
    }

    /// <returns>The default where it cannot be read.</returns>
    private static T? Probe<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException damaged) when (IsDamage(damaged))
        {
            return default;
        }
    }

    private static bool IsDamage(SqliteException failure) => failure.SqliteErrorCode is SQLITE_CORRUPT or SQLITE_NOTADB or SQLITE_IOERR;

    /// <summary>Whether a row of random content is in both.</summary>
    private bool HaveInCommon(string table, string column) => Probe(() => Has(table) && connection.ExecuteScalar<long>(
        $"SELECT EXISTS (SELECT 1 FROM main.{table} AS mine JOIN replaced.{table} AS theirs ON theirs.{column} = mine.{column})", null, transaction) == 1);
}
