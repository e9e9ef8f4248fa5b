using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mobile.Testing.Hub;

/// <summary>
/// A stand-in for Azure Notification Hubs: a server on loopback that speaks as much of its REST API as the product uses. It checks
/// signatures, stores installations, evaluates tag expressions, limits rates and fails as a test wants it; nothing reaches a device.
/// </summary>
public sealed class HubStandIn : IAsyncDisposable
{
    public const string Name = "mobile";
    public const string KeyName = "DefaultFullSharedAccessSignature";
    public const string PrimaryKey = "cHJpbWFyeS1rZXktb2YtdGhlLXN0YW5kLWluLWh1Yg==";
    public const string SecondaryKey = "c2Vjb25kYXJ5LWtleS1vZi10aGUtc3RhbmQtaW4taHVi";

    private const string Version = "?api-version=2020-06";
    private const int MaxBodyBytes = 8 * 1024 * 1024;
    private const int MaxPayloadBytes = 4096;

    private readonly WebApplication app;
    private readonly HubSignatures signatures;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<HubCall>> sends = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<HubCall> calls = new();
    private readonly ConcurrentQueue<HubFate> fates = new();
    private readonly HubWindow window;
    private long count;
    private long devices;

    private HubStandIn(TimeProvider clock)
    {
        signatures = new HubSignatures(clock) { Keys = [PrimaryKey, SecondaryKey] };
        window = new HubWindow(TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodyBytes);
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public Uri Address => new(app.Urls.Single());

    /// <summary>What the product needs to use it.</summary>
    public Dictionary<string, string> Settings => new(StringComparer.Ordinal)
    {
        ["Push:NotificationHubs:ConnectionString"] = $"Endpoint={Address};SharedAccessKeyName={KeyName};SharedAccessKey={PrimaryKey}",
        ["Push:NotificationHubs:SecondaryKey"] = SecondaryKey,
        ["Push:NotificationHubs:Hub"] = Name,
        ["Push:NotificationHubs:CallsPerSecond"] = "10000",
    };

    public HubInstallations Installations { get; } = new();

    public HubTelemetry Telemetry { get; } = new();

    /// <summary>Every call whose signature was good, whatever became of it.</summary>
    public IReadOnlyCollection<HubCall> Calls => calls;

    /// <summary>To how many devices was sent, each time counted.</summary>
    public long DevicesSent => Interlocked.Read(ref devices);

    /// <summary>Every handle to which was sent.</summary>
    public IEnumerable<string> HandlesSent => sends.Keys;

    /// <summary>How many calls it takes in a second before it answers 429; null for any number.</summary>
    public int? CallsPerSecond { get; set; }

    /// <summary>Decides on each call, unless <see cref="Next"/> has.</summary>
    public Func<HubCall, HubFate> Plan { get; set; } = _ => HubFate.Take;

    /// <summary>The keys whose signatures are good.</summary>
    public IReadOnlyList<string> Keys
    {
        get => signatures.Keys;
        set => signatures.Keys = value;
    }

    /// <param name="clock">By which signatures expire.</param>
    public static async Task<HubStandIn> StartAsync(TimeProvider? clock = null)
    {
        var hub = new HubStandIn(clock ?? TimeProvider.System);
        await hub.app.StartAsync();
        return hub;
    }

    /// <summary>What becomes of the next calls, one each.</summary>
    public void Next(params ReadOnlySpan<HubFate> next)
    {
        foreach (var fate in next)
        {
            fates.Enqueue(fate);
        }
    }

    /// <summary>What was sent to a device.</summary>
    public IReadOnlyCollection<HubCall> SentTo(string handle) => sends.TryGetValue(handle, out var sent) ? sent : [];

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments(HubTelemetry.BlobPath, StringComparison.Ordinal, out var blob))
        {
            await context.Response.WriteAsync(Telemetry.BlobOf(blob.ToString().TrimStart('/')));
            return;
        }

        if (!signatures.IsValid(context.Request, KeyName))
        {
            await RefuseAsync(context.Response, new(401));
            return;
        }

        var call = await ReadAsync(context.Request);
        calls.Enqueue(call);
        var fate = fates.TryDequeue(out var next) ? next
            : CallsPerSecond is { } limit && !window.Admits(limit) ? new(429, "1")
            : Plan(call);
        await Task.Delay(fate.Delay);
        await fate.Until;
        var status = fate.Takes ? Take(call, context.Response) : 0;
        if (fate.Breaks)
        {
            context.Abort();
        }
        else if (fate.Takes && status < 300)
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(status == 200 && call.Method == "GET" && !call.IsRegistrations ? Telemetry.DetailsOf(call.Path[9..], Address) : "");
        }
        else
        {
            await RefuseAsync(context.Response, fate.Takes ? new(status) : fate);
        }
    }

    private async Task<HubCall> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream((int)(request.ContentLength ?? 0));
        await request.Body.CopyToAsync(body);
        var bytes = body.Length == body.Capacity ? body.GetBuffer() : body.ToArray();
        var path = request.Path.ToString();
        var call = new HubCall(
            Interlocked.Increment(ref count),
            request.Method,
            path.StartsWith($"/{Name}/", StringComparison.Ordinal) ? path[(Name.Length + 2)..] : path,
            request.QueryString.ToString(),
            request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal),
            bytes);
        return call.IsBatch && HubBatch.TryRead(bytes, request.ContentType ?? "") is var (payload, handles) ? call with { Payload = payload, Handles = handles } : call;
    }

    /// <returns>The status of the answer.</returns>
    private int Take(HubCall call, HttpResponse response)
    {
        try
        {
            return call switch
            {
                _ when !call.Query.StartsWith(Version, StringComparison.Ordinal) => 400,
                { IsInstallation: true } => TakeInstallation(call, call.Path["installations/".Length..]),
                { IsRegistrations: true, Method: "GET" } => 200,
                { IsSend: true } => TakeSend(call, response),
                { Method: "GET" } when call.Path.StartsWith("messages/", StringComparison.Ordinal) => Telemetry.Knows(call.Path[9..]) ? 200 : 404,
                _ => 404,
            };
        }
        catch (Exception wrong) when (wrong is System.Text.Json.JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return 400;
        }
    }

    private int TakeInstallation(HubCall call, string id)
    {
        switch (call.Method)
        {
            case "PUT":
                return Installations.Put(id, call.Body) ? 200 : 400;
            case "PATCH":
                return Installations.Patch(id, call.Body) ? 200 : 404;
            case "DELETE":
                Installations.Delete(id);
                return 204;
            default:
                return 400;
        }
    }

    private int TakeSend(HubCall call, HttpResponse response)
    {
        var platform = call.Headers.GetValueOrDefault("servicebusnotification-format") switch { "apple" => "apns", "fcmv1" => "fcmV1", _ => null };
        var handles = call.IsBatch ? call.Handles
            : call.Headers.GetValueOrDefault("servicebusnotification-devicehandle") is { } handle ? [handle]
            : call.Headers.GetValueOrDefault("servicebusnotification-tags") is { } tags && platform is not null ? Installations.HandlesOf(tags, platform)
            : null;
        var isDirect = call.Query == Version + "&direct";
        if (platform is null || handles is null || handles.Count > 1000 || isDirect == call.Headers.ContainsKey("servicebusnotification-tags"))
        {
            return 400;
        }

        if (!handles.All(handle => HubInstallations.IsHandle(platform, handle)))
        {
            // One such handle spoils a batch, and the answer does not say which.
            return 400;
        }

        if (call.Payload.Length > MaxPayloadBytes)
        {
            return 413;
        }

        var sent = call with { Handles = handles };
        foreach (var to in handles)
        {
            sends.GetOrAdd(to, _ => new()).Enqueue(sent);
        }

        Interlocked.Add(ref devices, handles.Count);
        response.Headers.Location = $"{Address}{Name}/{call.Path}/{Telemetry.NewId()}{Version}";
        return 201;
    }

    private static Task RefuseAsync(HttpResponse response, HubFate fate)
    {
        response.StatusCode = fate.Status;
        if (fate.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = wait;
        }

        response.ContentType = "application/xml; charset=utf-8";
        return response.WriteAsync(fate.Body);
    }
}
