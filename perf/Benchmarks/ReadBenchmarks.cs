using BenchmarkDotNet.Attributes;
using Dapper;
using Microsoft.Data.Sqlite;
using Mobile.Features.Orders;

namespace Mobile.Benchmarks;

/// <summary>The page of a list, which has one row more than it shows, through the product's connections and through those of the package.</summary>
[MemoryDiagnoser]
public class ReadBenchmarks
{
    private const int Rows = 21;
    private const string Newest = $"SELECT {Order.Columns} FROM orders WHERE user_id = @UserId AND removed_at IS NULL ORDER BY placed_at DESC, id DESC LIMIT @limit";

    private TemporaryStore store = null!;
    private string pooled = "";

    [GlobalSetup]
    public void SetUp() => SetUpAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void CleanUp()
    {
        SqliteConnection.ClearAllPools();
        store.Dispose();
    }

    [Benchmark(Baseline = true, Description = "21 orders over a pooled SqliteConnection")]
    public async Task<int> Pooled()
    {
        await using var connection = new SqliteConnection(pooled);
        return (await connection.QueryAsync<Order>(Newest, new { Sample.UserId, limit = Rows })).AsList().Count;
    }

    [Benchmark(Description = "21 orders over SqliteDatabase")]
    public async Task<int> Product() =>
        (await store.Database.ReadAsync(unit => unit.QueryAsync<Order>(Newest, new { Sample.UserId, limit = Rows }, default), default)).Count;

    private async Task SetUpAsync()
    {
        store = await TemporaryStore.CreateAsync();
        await OrderRows.FillAsync(store.Database, 200);
        pooled = $"Data Source={store.File}";
        if (await Product() != Rows || await Pooled() != Rows)
        {
            throw new InvalidOperationException("The rows are not there.");
        }
    }
}
