using Dapper;
using Mobile.Features.Data.Sqlite;
using Mobile.Features.Data.Sqlite.Backups;

namespace Mobile.Features.Data;

/// <summary>How far a database is, compared with this build.</summary>
/// <param name="Version">0 where there is no schema yet, or no database.</param>
/// <param name="BuildVersion">To which a migration brings it.</param>
/// <param name="Now">By the clock of the database server; null where it has none of its own.</param>
/// <param name="SeenAt">When the installation was last known to be alive; null where it never was.</param>
public sealed record SchemaState(long Version, long BuildVersion, DateTimeOffset? Now, DateTimeOffset? SeenAt)
{
    private const string HasHistory = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'schema_migrations'";
    private const string ServerHasHistory = "SELECT COUNT_BIG(*) FROM sys.tables WHERE name = 'schema_migrations'";

    /// <summary>Reads, and changes nothing: it makes neither a schema nor a file.</summary>
    /// <exception cref="ConfigurationException">The schema is not that of this build, or of one before.</exception>
    /// <exception cref="System.Data.Common.DbException">The database cannot be read.</exception>
    public static Task<SchemaState> ReadAsync(Database database, CancellationToken stop) =>
        database is SqliteDatabase ? Task.FromResult(ReadFile(database.Location)) : ReadServerAsync(database, stop);

    private static SchemaState ReadFile(string location)
    {
        if (!File.Exists(location))
        {
            return From([], "sqlite", null, null);
        }

        using var file = SqliteFile.OpenToRead(location);
        return file.ExecuteScalar<long>(HasHistory) == 0
            ? From([], "sqlite", null, null)
            : From([.. file.Query<Migrator.Applied>(Migrator.Sql.History)], "sqlite", null, file.ExecuteScalar<string>(ClockTrace.Find));
    }

    private static Task<SchemaState> ReadServerAsync(Database database, CancellationToken stop) => database.ReadAsync(
        async unit =>
        {
            var now = await unit.FindAsync<long>(ClockTrace.ServerClock, null, stop);
            return await unit.FindAsync<long>(ServerHasHistory, null, stop) == 0
                ? From([], database.Engine, now.ToTime(), null)
                : From(
                    await unit.QueryAsync<Migrator.Applied>(Migrator.Sql.History, null, stop),
                    database.Engine,
                    now.ToTime(),
                    await unit.FindAsync<string>(ClockTrace.Find, null, stop));
        },
        stop);

    private static SchemaState From(IReadOnlyList<Migrator.Applied> history, string engine, DateTimeOffset? now, string? seenAt)
    {
        var files = Migration.Of(engine);
        Migrator.Check(history, files);
        return new(history is [.., var last] ? last.Version : 0, files[^1].Version, now, seenAt is null ? null : ClockTrace.Parse(seenAt).ToTime());
    }
}
