using System.Security.Claims;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Idempotency;

namespace Mobile.Benchmarks;

/// <summary>A write with its key, as it is read before anything is asked of the database: its body, and the fingerprint that a repetition must have.</summary>
[MemoryDiagnoser]
public class KeyedRequestBenchmarks
{
    private static readonly byte[] Body = """{"lines":[{"sku":"TRJ-MOS","quantity":2}]}"""u8.ToArray();

    private readonly DefaultHttpContext context = new();

    [GlobalSetup]
    public void SetUp()
    {
        var caller = new Caller();
        caller.Is(new(new ClaimsIdentity([new(Caller.UserIdClaim, Sample.UserId), new(Caller.SessionIdClaim, Sample.SessionId)], "test")));
        context.RequestServices = new ServiceCollection().AddSingleton(caller).BuildServiceProvider();
        context.SetEndpoint(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/api/v2/orders"), 0, EndpointMetadataCollection.Empty, "POST"));
        context.Request.Method = "POST";
        context.Request.Path = "/api/v2/orders";
        context.Request.ContentType = "application/json; charset=utf-8";
        context.Request.ContentLength = Body.Length;
        context.Request.Headers[IdempotencyKey.HeaderName] = Sample.SessionId;
    }

    [Benchmark(Description = "reading a keyed request and its fingerprint")]
    public async Task<int> Read()
    {
        context.Request.Body = new MemoryStream(Body, writable: false);
        return (await KeyedRequest.ReadAsync(context)).Fingerprint.Length;
    }
}
