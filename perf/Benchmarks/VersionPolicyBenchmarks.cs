using System.Diagnostics.Metrics;
using System.Security.Claims;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Mobile.Features.Data.Sqlite;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Versions.Policy;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Benchmarks;

/// <summary>
/// What the three version middlewares add to a request that passes: the counting, the announcement and the policy. The bare line is the same
/// context through nothing at all. No line asks a database: there is none.
/// </summary>
[MemoryDiagnoser]
public class VersionPolicyBenchmarks
{
    private static readonly RequestDelegate Nothing = _ => Task.CompletedTask;
    private static readonly AppVersion Minimum = AppVersion.ParseOrNull("3.2.0")!.Value;
    private static readonly string[] Ios = ["ios"];

    private readonly RouteEndpoint endpoint = new(
        Nothing, RoutePatternFactory.Parse("/api/v1/orders/{id}"), 0, new EndpointMetadataCollection(new HttpMethodMetadata(["GET"]), new ApiVersionMetadata("v1")), "GET");

    private readonly StartableResponse response = new();
    private DefaultHttpContext context = null!;
    private RequestDelegate undecided = null!, decided = null!, deprecated = null!, policyOnly = null!, trafficOnly = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var release = new AppRelease(AppPlatform.Ios, Minimum, DateTimeOffset.UnixEpoch, Minimum, "https://apps.example.com/mobile");
        ApiLifecycle current = new("v2", ApiStatus.Current), v1 = new("v1", ApiStatus.Supported);
        var minimum = Policy(new(1, [v1, current], [release], [], []));
        undecided = All(Policy(PolicySnapshot.Initial));
        decided = All(minimum);
        deprecated = All(Policy(new(1, [v1 with { Status = ApiStatus.Deprecated, DeprecatedAt = DateTimeOffset.UnixEpoch, SunsetAt = DateTimeOffset.UnixEpoch }, current], [release], [], [])));
        policyOnly = new EnforceVersions(Nothing, minimum, TimeProvider.System).InvokeAsync;
        trafficOnly = Counting(minimum, Nothing);

        context = new DefaultHttpContext { User = new(new ClaimsIdentity([new("sub", "0197f0a05c1e7b3a9f000c8f6f7a1d42"), new("sid", "0197f0a05c1e7b3a9f000c8f6f7a1d43")], "test")) };
        context.Features.Set<IHttpResponseFeature>(response);
        context.SetEndpoint(endpoint);
        context.Request.Method = "GET";
        context.Request.Protocol = "HTTP/1.1";
        context.Request.Path = "/api/v1/orders/0197f0a05c1e7b3a9f000c8f6f7a1d44";
        context.Request.Headers[AppHeaders.PlatformName] = Ios;
        context.Request.Headers[AppHeaders.VersionName] = "3.4.1";
    }

    [Benchmark(Baseline = true, Description = "no middleware")]
    public Task Bare() => SendAsync(Nothing);

    [Benchmark(Description = "the policy alone, with a minimum version")]
    public Task PolicyOnly() => SendAsync(policyOnly);

    [Benchmark(Description = "the counting alone")]
    public Task TrafficOnly() => SendAsync(trafficOnly);

    [Benchmark(Description = "all three, nothing decided")]
    public Task Undecided() => SendAsync(undecided);

    [Benchmark(Description = "all three, with a minimum version")]
    public Task Decided() => SendAsync(decided);

    [Benchmark(Description = "all three, on a deprecated version")]
    public Task Deprecated() => SendAsync(deprecated);

    [Benchmark(Description = "reading a version: 3.10.2")]
    public bool Parse() => AppVersion.TryParse("3.10.2", out var version) && version < Minimum;

    private Task SendAsync(RequestDelegate pipeline)
    {
        response.Headers.Clear();
        var done = pipeline(context);
        response.Start();
        return done;
    }

    private static RequestDelegate All(VersionPolicy policy) => Counting(
        policy, new AnnounceVersions(new EnforceVersions(Nothing, policy, TimeProvider.System).InvokeAsync, policy).InvokeAsync);

    private static RequestDelegate Counting(VersionPolicy policy, RequestDelegate next)
    {
        var apps = new SeenApps(policy, TimeProvider.System);
        return new CountTraffic(next, new TrafficRecorder(apps), new SignalRecorder(), apps, new SeenDevices(TimeProvider.System)).InvokeAsync;
    }

    private static VersionPolicy Policy(PolicySnapshot snapshot)
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        var policy = new VersionPolicy(new SqliteDatabase("Data Source=/nowhere/never-opened.db"), TimeProvider.System, meters, NullLogger<VersionPolicy>.Instance);
        policy.Use(snapshot);
        return policy;
    }

    /// <summary>Runs what was registered for the start of the response, as a server does.</summary>
    private sealed class StartableResponse : HttpResponseFeature
    {
        private Func<object, Task>? callback;
        private object? state;

        public override void OnStarting(Func<object, Task> callback, object state) => (this.callback, this.state) = (callback, state);

        public void Start()
        {
            _ = callback?.Invoke(state!);
            callback = null;
        }
    }
}
