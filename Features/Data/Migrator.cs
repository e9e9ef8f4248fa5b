using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Mobile.Features.Data;

/// <summary>
/// Applies the engine's numbered SQL files that are not applied yet, all in one transaction and under a lock, so that several
/// nodes may start at once. Refuses to start over a schema that it did not make: a changed or missing applied file, or a newer one.
/// </summary>
internal sealed partial class Migrator(Database database, TimeProvider clock, ILogger<Migrator> logger)
{
    /// <summary>A large database takes minutes; stopping the process ends the wait all the same.</summary>
    private const int Unlimited = 0;

    /// <param name="mayCreate">Whether a missing database is made.</param>
    /// <returns>The versions of before and now; 0 for none.</returns>
    public async Task<(long From, long To)> MigrateAsync(bool mayCreate, CancellationToken stop)
    {
        var files = Migration.Of(database.Engine);
        try
        {
            if (database.OrphanedLog is { } log)
            {
                throw new ConfigurationException(
                    $"There is no database at {database.Location}, but {log} is still there, and holds writes that were acknowledged. "
                    + "Put the database file back, and start again. To begin anew, or to restore a backup, move the log away first, and keep it.");
            }

            if (mayCreate)
            {
                database.Create();
            }
            else if (!database.Exists)
            {
                throw Missing();
            }

            var applied = await database.WriteAsync(unit => ApplyAsync(unit, files, mayCreate, stop), stop);
            if (applied > 0)
            {
                Log.Migrated(logger, applied, files[^1].Version);
            }

            return (applied == files.Count ? 0 : files[^(applied + 1)].Version, files[^1].Version);
        }
        catch (Exception failure) when (failure is DbException or StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(
                $"The database {database.Location} cannot be used: {(failure.InnerException ?? failure).Message} Check Database:ConnectionString.");
        }
    }

    /// <summary>A file without a schema is no database either: somebody made it in the place of one that is gone.</summary>
    private async Task<int> ApplyAsync(DbUnit unit, IReadOnlyList<Migration> files, bool mayCreate, CancellationToken stop)
    {
        var applied = await ApplyAsync(unit, files, stop);
        return mayCreate || !database.IsOwnFile || applied < files.Count ? applied : throw Missing();
    }

    private ConfigurationException Missing() => new(
        $"There is no database at {database.Location}, or it is empty. Run migrate to make one, restore a backup, or correct Database:ConnectionString; "
        + "then start again. Only in Development does a start make one.");

    internal async Task<int> ApplyAsync(DbUnit unit, IReadOnlyList<Migration> files, CancellationToken stop)
    {
        if (database.MigrationLock is { } takeLock)
        {
            await unit.ExecuteAsync(takeLock, null, stop, Unlimited);
        }

        await unit.ExecuteAsync(Sql.CreateHistory(database.Engine), null, stop);
        var history = await unit.QueryAsync<Applied>(Sql.History, null, stop);
        Check(history, files);

        foreach (var file in files.Skip(history.Count))
        {
            await unit.ExecuteAsync(file.Sql, null, stop, Unlimited);
            await unit.ExecuteAsync(
                Sql.Record, new { file.Version, file.Name, file.Checksum, AppliedAt = clock.UnixMilliseconds() }, stop);
        }

        return files.Count - history.Count;
    }

    /// <exception cref="ConfigurationException">The history is not that of this build, or of one before.</exception>
    internal static void Check(IReadOnlyList<Applied> history, IReadOnlyList<Migration> files)
    {
        for (var i = 0; i < history.Count; i++)
        {
            var applied = history[i];
            if (files.FirstOrDefault(file => file.Version == applied.Version) is not { } file)
            {
                throw new ConfigurationException(applied.Version > files[^1].Version
                    ? $"The database has migration {applied.Version} ({applied.Name}), which is newer than this build (up to {files[^1].Version}). Deploy the newer build, or point Database:ConnectionString at another database."
                    : $"The database has migration {applied.Version} ({applied.Name}), which this build lacks. An applied migration must stay in the build.");
            }

            if (file.Checksum != applied.Checksum)
            {
                throw new ConfigurationException(
                    $"Migration {file.Version} ({file.Name}) was changed after it was applied. Restore the file, and put the change into a new migration.");
            }

            if (files[i].Version != applied.Version)
            {
                throw new ConfigurationException(
                    $"Migration {files[i].Version} ({files[i].Name}) was never applied, but the later migration {applied.Version} was. Number new migrations after the last one.");
            }
        }
    }

    internal sealed record Applied(long Version, string Name, string Checksum);

    internal static class Sql
    {
        public const string History = """
            SELECT version AS Version, name AS Name, checksum AS Checksum FROM schema_migrations ORDER BY version
            """;

        public const string Record = """
            INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (@Version, @Name, @Checksum, @AppliedAt)
            """;

        public static string CreateHistory(string engine) => engine == "sqlite"
            ? """
              CREATE TABLE IF NOT EXISTS schema_migrations (
                  version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT
              """
            : """
              IF OBJECT_ID('schema_migrations') IS NULL CREATE TABLE schema_migrations (
                  version bigint NOT NULL PRIMARY KEY, name nvarchar(200) NOT NULL, checksum nvarchar(64) NOT NULL, applied_at bigint NOT NULL)
              """;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Applied {Count} migrations; the schema is at {Version}")]
        public static partial void Migrated(ILogger logger, int count, long version);
    }
}

/// <summary>An embedded SQL file <c>NNNN_name.sql</c>.</summary>
internal sealed partial record Migration(long Version, string Name, string Sql, string Checksum)
{
    public static IReadOnlyList<Migration> Of(string engine)
    {
        var assembly = typeof(Migration).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Select(name => (name, match: FileName().Match(name)))
            .Where(file => file.match.Success && string.Equals(file.match.Groups["engine"].Value, engine, StringComparison.OrdinalIgnoreCase))
            .Select(file => Parse(file.match, Read(file.name)))
            .OrderBy(migration => migration.Version)];

        string Read(string resource)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            return reader.ReadToEnd();
        }
    }

    public static Migration Parse(long version, string name, string sql)
    {
        var text = sql.ReplaceLineEndings("\n");
        return new(version, name, text, Sha256.HexOf(text));
    }

    private static Migration Parse(Match name, string sql) =>
        Parse(long.Parse(name.Groups["version"].ValueSpan, CultureInfo.InvariantCulture), name.Groups["name"].Value, sql);

    [GeneratedRegex(@"\.Migrations\.(?<engine>\w+)\.(?<version>\d{4})_(?<name>\w+)\.sql\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FileName();
}
