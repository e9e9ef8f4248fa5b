using BenchmarkDotNet.Attributes;
using Mobile.Features.Data;

namespace Mobile.Benchmarks;

/// <summary>An order that is durable when the call returns: alone, and together with others, which share a commit. The figures are of one order.</summary>
[MemoryDiagnoser]
public class WriteBenchmarks
{
    private const int Together = 64;

    private TemporaryStore store = null!;
    private int written;

    [GlobalSetup]
    public void SetUp() => SetUpAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void CleanUp() => store.Dispose();

    [Benchmark(Baseline = true, Description = "a durable order, alone")]
    public Task<int> Alone() => WriteAsync();

    [Benchmark(Description = "a durable order, of 64 at once", OperationsPerInvoke = Together)]
    public Task<int[]> AtOnce() => Task.WhenAll(Enumerable.Range(0, Together).Select(_ => WriteAsync()));

    private Task<int> WriteAsync()
    {
        var order = Sample.OrderOf(Interlocked.Increment(ref written)) with { Id = Ids.New(TimeProvider.System) };
        return store.Database.WriteAsync(unit => unit.ExecuteAsync(OrderRows.Insert, order, default), default);
    }

    private async Task SetUpAsync()
    {
        store = await TemporaryStore.CreateAsync();
        await OrderRows.FillAsync(store.Database, 0);
    }
}
