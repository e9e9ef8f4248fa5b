using Dapper;
using Microsoft.Data.Sqlite;

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
    internal static ReplacedDatabase Open(string copy, string replaced)
    {
        var opened = SqliteFile.OpenToWrite(SqliteFile.UriOf(copy), "PRAGMA busy_timeout = 5000");
        try
        {
            // Nobody writes to it while it is locked, so that it may be read past the lock.
            opened.Execute("ATTACH @file AS replaced", new { file = SqliteFile.UriOf(replaced) + "?immutable=1" });
            return new(opened);
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

    /// <summary>The floor of versions that the replaced database has reached: see <see cref="StoreEpoch"/>. 0 where it has none.</summary>
    public long VersionFloor => Has("store_info") ? connection.ExecuteScalar<long>(FindFloor, null, transaction) : 0;

    /// <summary>Whether something could not be carried over.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Runs each in a transaction. What is damaged stays as the backup has it, and is named.</summary>
    public IReadOnlyList<string> Run(IEnumerable<ICarryOver> parts) => [.. parts.SelectMany(Run)];

    private IReadOnlyList<string> Run(ICarryOver part)
    {
        using var whole = connection.BeginTransaction();
        transaction = whole;
        try
        {
            IReadOnlyList<string> lines = [.. part.CarryOver(this)];
            whole.Commit();
            return lines;
        }
        catch (SqliteException damaged)
        {
            IsDamaged = true;
            return [$"Not carried over, since the replaced database is damaged there: {part.Subject}. {damaged.Message}"];
        }
        finally
        {
            transaction = null;
        }
    }

    /// <summary>Whether a row of random content is in both.</summary>
    private bool HaveInCommon(string table, string column) => Has(table) && connection.ExecuteScalar<long>(
        $"SELECT EXISTS (SELECT 1 FROM main.{table} AS mine JOIN replaced.{table} AS theirs ON theirs.{column} = mine.{column})", null, transaction) == 1;
}
