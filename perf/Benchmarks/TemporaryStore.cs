using Microsoft.Extensions.Logging.Abstractions;
using Mobile.Features.Data;
using Mobile.Features.Data.Sqlite;
using Mobile.Features.Pipeline;

namespace Mobile.Benchmarks;

/// <summary>A database file with the product's schema, which is thrown away.</summary>
internal sealed class TemporaryStore : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-benchmark-");

    private TemporaryStore() => Database = new($"Data Source={File}");

    public SqliteDatabase Database { get; }

    public string File => Path.Combine(folder.FullName, "mobile.db");

    public static async Task<TemporaryStore> CreateAsync()
    {
        var store = new TemporaryStore();
        await new Migrator(store.Database, TimeProvider.System, NullLogger<Migrator>.Instance).MigrateAsync(mayCreate: true, default);
        return store;
    }

    public async Task<SigningKeys> LoadKeysAsync(params IEnumerable<SigningKeyNeeded> needed)
    {
        var keys = new SigningKeys(Database, needed, TimeProvider.System);
        await keys.LoadAsync(default);
        return keys;
    }

    public void Dispose()
    {
        Database.Dispose();
        folder.Delete(recursive: true);
    }
}
