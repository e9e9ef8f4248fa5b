using Dapper;
using Mobile.Features.Data.Sqlite;
using Mobile.Features.Data.Sqlite.Backups;

namespace Mobile.Features.Data;

/// <summary>How far a database is, compared with this build.</summary>
/// <param name="Version">0 where there is no schema yet, or no database.</param>
/// <param name="BuildVersion">To which a migration brings it.</param>
/// <param name="Now">By the clock of the database server; null where it has none of its own.</param>
public sealed record SchemaState(long Version, long BuildVersion, DateTimeOffset? Now)
{
    private const string HasHistory = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'schema_migrations'";
    private const string ServerHasHistory = "SELECT COUNT_BIG(*) FROM sys.tables WHERE name = 'schema_migrations'";
    private const string ServerClock = "SELECT DATEDIFF_BIG(millisecond, '1970-01-01', SYSUTCDATETIME())";

    /// <summary>Reads, and changes nothing: it makes neither a schema nor a file.</summary>
    /// <exception cref="ConfigurationException">The schema is not that of this build, or of one before.</exception>
    /// <exception cref="System.Data.Common.DbException">The database cannot be read.</exception>
    public static Task<SchemaState> ReadAsync(Database database, CancellationToken stop) =>
        database is SqliteDatabase ? Task.FromResult(ReadFile(database.Location)) : ReadServerAsync(database, stop);

    private static SchemaState ReadFile(string location)
    {
        if (!File.Exists(location))
        {
            return From([], "sqlite", null);
        }

        using var file = SqliteFile.OpenToRead(location);
        return From(file.ExecuteScalar<long>(HasHistory) == 0 ? [] : [.. file.Query<Migrator.Applied>(Migrator.Sql.History)], "sqlite", null);
    }

    private static Task<SchemaState> ReadServerAsync(Database database, CancellationToken stop) => database.ReadAsync(
        async unit =>
        {
            var now = await unit.FindAsync<long>(ServerClock, null, stop);
            var history = await unit.FindAsync<long>(ServerHasHistory, null, stop) == 0 ? [] : await unit.QueryAsync<Migrator.Applied>(Migrator.Sql.History, null, stop);
            return From(history, database.Engine, now.ToTime());
        },
        stop);

    private static SchemaState From(IReadOnlyList<Migrator.Applied> history, string engine, DateTimeOffset? now)
    {
        var files = Migration.Of(engine);
        Migrator.Check(history, files);
        return new(history is [.., var last] ? last.Version : 0, files[^1].Version, now);
    }
}
