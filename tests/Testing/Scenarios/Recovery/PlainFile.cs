using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Mobile.Features.Data;
using Mobile.Features.Data.Sqlite;

namespace Mobile.Testing.Scenarios.Recovery;

/// <summary>Database files as a stranger sees them, without the product.</summary>
public static class PlainFile
{
    /// <summary>A file with the first migrations alone, and many rows that the others work on.</summary>
    public static async Task WriteOldAsync(string path, int migrations, int rows)
    {
        using (var database = new SqliteDatabase($"Data Source={path}"))
        {
            database.Create();
            var migrator = new Migrator(database, TimeProvider.System, NullLogger<Migrator>.Instance);
            await database.WriteAsync(unit => migrator.ApplyAsync(unit, [.. Migration.Of("sqlite").Take(migrations)], default), default);
        }

        Write(path, $"""
            WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {rows})
            INSERT INTO traffic_hours (starts_at, api_version, platform, app_version, endpoint, status_class, requests)
            SELECT 3600000 * (n / 100), 'v1', 'ios', '1.0.' || n, '/orders/' || n, '2xx', n FROM number
            """);
    }

    public static void Write(string path, string sql)
    {
        using var connection = Open(path);
        connection.Execute(sql);
    }

    public static T? Read<T>(string path, string sql)
    {
        using var connection = Open(path);
        return connection.ExecuteScalar<T>(sql);
    }

    /// <summary>Puts a fresh copy at the place of a database, with nothing of another beside it.</summary>
    public static void Replace(string source, string path)
    {
        foreach (var beside in Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*"))
        {
            File.Delete(beside);
        }

        File.Copy(source, path);
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }
}
