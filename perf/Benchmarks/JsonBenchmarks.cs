using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Orders;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Fields;
using Mobile.Features.Pipeline.Paging;

namespace Mobile.Benchmarks;

/// <summary>A list of 20 orders from rows to the bytes of v2: the documents of their lines are read, the answer is written.</summary>
[MemoryDiagnoser]
public class JsonBenchmarks
{
    private const int Orders = 20;

    private readonly Order[] rows = [.. Enumerable.Range(0, Orders).Select(Sample.OrderOf)];
    private readonly DefaultHttpContext context = new();
    private PageBody<OrderV2> page = null!;

    [GlobalSetup]
    public void SetUp()
    {
        context.RequestServices = new ServiceCollection().Configure<JsonOptions>(json => JsonContract.Apply(json.SerializerOptions)).BuildServiceProvider();
        context.Response.Body = new MemoryStream(64 * 1024);
        page = Shape();
    }

    [Benchmark(Baseline = true, Description = "writing a list of 20 orders")]
    public Task Write() => WriteAsync(page);

    [Benchmark(Description = "20 rows as v2, and writing them")]
    public Task ShapeAndWrite() => WriteAsync(Shape());

    private Task WriteAsync(PageBody<OrderV2> list)
    {
        context.Response.Body.SetLength(0);
        return context.WriteContractAsync(list);
    }

    /// <summary>A copy of each row, which has not read its lines yet.</summary>
    private PageBody<OrderV2> Shape() => new([.. rows.Select(row => OrderV2.From(Fresh(row)))], "next", "token");

    private static Order Fresh(Order row) => new(
        row.Id, row.UserId, row.Seq, row.Version, row.Status, row.TotalMinor, row.Currency, row.LinesJson, row.Note, row.PlacedAt, row.UpdatedAt, row.RemovedAt);
}
