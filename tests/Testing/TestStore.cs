using Microsoft.Data.SqlClient;
using Mobile.Features.Data;
using Mobile.Features.Data.Sqlite;
using Mobile.Features.Data.SqlServer;

namespace Mobile.Testing;

/// <summary>A fresh database for one test class, on one engine, and a second way to look into it.</summary>
public abstract class TestStore : IAsyncDisposable
{
    public abstract string Engine { get; }

    public abstract string ConnectionString { get; }

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Database:Engine"] = Engine,
        ["Database:ConnectionString"] = ConnectionString,
    };

    /// <summary>A database object of the test's own, beside that of the server.</summary>
    public abstract Database Open();

    public abstract Task CreateAsync();

    public abstract ValueTask DisposeAsync();

    public async Task<T?> ReadAsync<T>(string sql, object? parameters = null)
    {
        var database = Open();
        using var closing = database as IDisposable;
        return await database.ReadAsync(unit => unit.FindAsync<T>(sql, parameters, CancellationToken.None), CancellationToken.None);
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        var database = Open();
        using var closing = database as IDisposable;
        return await database.ReadAsync(unit => unit.QueryAsync<T>(sql, parameters, CancellationToken.None), CancellationToken.None);
    }

    public async Task<int> WriteAsync(string sql, object? parameters = null)
    {
        var database = Open();
        using var closing = database as IDisposable;
        return await database.WriteAsync(unit => unit.ExecuteAsync(sql, parameters, CancellationToken.None), CancellationToken.None);
    }
}

public sealed class SqliteStore : TestStore
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-test-");

    public override string Engine => "sqlite";

    public string File => Path.Combine(folder.FullName, "mobile.db");

    public override string ConnectionString => $"Data Source={File}";

    public override Database Open()
    {
        var database = new SqliteDatabase(ConnectionString);
        database.Create();
        return database;
    }

    public override Task CreateAsync() => Task.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A database file that stays.</summary>
public sealed class SqliteFile(string file) : TestStore
{
    public override string Engine => "sqlite";

    public override string ConnectionString => $"Data Source={Path.GetFullPath(file)}";

    public override Database Open() => new SqliteDatabase(ConnectionString);

    public override Task CreateAsync() => Task.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A database of its own on the server that MOBILE_TEST_SQLSERVER names.</summary>
public sealed class SqlServerStore : TestStore
{
    public const string Variable = "MOBILE_TEST_SQLSERVER";

    /// <summary>Some servers cannot create two databases at the same time.</summary>
    private static readonly SemaphoreSlim OneAtATime = new(1);

    private readonly string name = "mobile_test_" + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(6));

    public static string? Server => Environment.GetEnvironmentVariable(Variable);

    public override string Engine => "sqlserver";

    public override string ConnectionString => new SqlConnectionStringBuilder(Server) { InitialCatalog = name }.ConnectionString;

    public override Database Open() => Open(ConnectionString);

    /// <summary>One whose clock is not asked: it cannot be moved together with the clock of a test.</summary>
    internal static Database Open(string connectionString) => new SqlServerDatabase(connectionString) { ServerClock = null };

    public override Task CreateAsync() => OnMasterAsync($"CREATE DATABASE {name}");

    public override async ValueTask DisposeAsync()
    {
        SqlConnection.ClearAllPools();
        await OnMasterAsync($"DROP DATABASE {name}");
    }

    private static async Task OnMasterAsync(string sql)
    {
        await OneAtATime.WaitAsync();
        try
        {
            await using var connection = new SqlConnection(new SqlConnectionStringBuilder(Server) { InitialCatalog = "master", Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is made above.
            command.CommandText = sql;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
        finally
        {
            OneAtATime.Release();
        }
    }
}
