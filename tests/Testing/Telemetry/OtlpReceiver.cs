using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mobile.Testing.Telemetry;

/// <summary>A collector on loopback that speaks OTLP over HTTP, and keeps all that it was told.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<byte[]> bodies = new();
    private readonly ConcurrentQueue<ToldSpan> spans = new();
    private readonly ConcurrentQueue<ToldPoint> points = new();
    private readonly ConcurrentQueue<ToldLine> lines = new();
    private volatile TaskCompletionSource heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/v1/traces", request => ReceiveAsync(request, spans, ToldSpan.In));
        app.MapPost("/v1/metrics", request => ReceiveAsync(request, points, ToldPoint.In));
        app.MapPost("/v1/logs", request => ReceiveAsync(request, lines, ToldLine.In));
    }

    public string Address => app.Urls.Single();

    /// <summary>What the product needs to tell it everything, soon.</summary>
    public Dictionary<string, string> Settings => new(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
    };

    /// <summary>Every request as it came.</summary>
    public IReadOnlyCollection<byte[]> Bodies => bodies;

    public IReadOnlyCollection<ToldSpan> Spans => spans;

    public IReadOnlyCollection<ToldPoint> Points => points;

    public IReadOnlyCollection<ToldLine> Lines => lines;

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver.app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until it was told of something.</summary>
    public async Task<IReadOnlyList<T>> UntilToldAsync<T>(Func<OtlpReceiver, IEnumerable<T>> wanted)
    {
        using var patience = Patience.Begin();
        while (true)
        {
            var next = heard.Task;
            if (wanted(this).ToList() is { Count: > 0 } found)
            {
                return found;
            }

            await next.WaitAsync(patience.Token);
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync<T>(HttpContext context, ConcurrentQueue<T> told, Func<ProtoMessage, IEnumerable<T>> read)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        bodies.Enqueue(body.ToArray());

        // An empty answer is one that says it took everything.
        foreach (var one in read(new ProtoMessage(body.ToArray())))
        {
            told.Enqueue(one);
        }

        var waiting = heard;
        heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.TrySetResult();
    }
}
