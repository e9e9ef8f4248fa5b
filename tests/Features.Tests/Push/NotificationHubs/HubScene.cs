using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Mobile.Features.Devices;
using Mobile.Features.Push;
using Mobile.Features.Push.NotificationHubs;

namespace Mobile.Features.Tests.Push.NotificationHubs;

/// <summary>A gateway of its own over any handler, at a documented address and with a key that everybody may know.</summary>
internal sealed class HubScene : IDisposable
{
    public const string Key = "RlJFRS10by1zaG93LWtleS0wMDAwMDAwMDAwMDAwMDA=";
    public const string OtherKey = "RlJFRS10by1zaG93LWtleS0xMTExMTExMTExMTExMTE=";

    private readonly HttpClient http;
    private readonly HubRate rate;
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public HubScene(HttpMessageHandler handler, HubOptions? hub = null)
    {
        hub ??= OptionsFor("sb://Example.servicebus.windows.net/");
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        rate = new HubRate(hub);
        Client = new(http, hub, new HubKeys(hub, Clock), rate, new HubMetrics(services.GetRequiredService<IMeterFactory>()), Clock);
        Gateway = new(Client, hub, new HubBrake(Clock), Clock, NullLogger<NotificationHubsGateway>.Instance);
    }

    public FixedClock Clock { get; } = new();

    public NotificationHubsClient Client { get; }

    public NotificationHubsGateway Gateway { get; }

    public static HubOptions OptionsFor(string endpoint, string? secondary = null) => new(
        HubConnection.TryParse($"Endpoint={endpoint};SharedAccessKeyName=Send Only;SharedAccessKey={Key}", "Mobile-Hub")!, secondary, 10_000, Telemetry: false);

    public static PushMessage Apple(PushContent? content = null) => Message(PushPlatform.Apns, content ?? Shipped);

    public static PushMessage Fcm(PushContent? content = null) => Message(PushPlatform.FcmV1, content ?? Shipped);

    public static PushContent Shipped { get; } = new(
        PushCategory.Orders, "On its way, Zoë", "طلبك في الطريق", "mobile://orders/1", "order-1", TimeSpan.FromHours(48));

    public static PushTarget Target(string handle, string device = "device-0001") => new(device, "user-1", handle);

    public Task<SendResult> SendAsync(PushMessage message, params PushTarget[] targets) => Gateway.SendAsync(message, targets, CancellationToken.None);

    public void Dispose()
    {
        http.Dispose();
        rate.Dispose();
        services.Dispose();
    }

    private static PushMessage Message(PushPlatform platform, PushContent content) => new("push-1", platform, content, PushPayload.Render(platform, "push-1", content));
}
