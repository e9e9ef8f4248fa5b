using Mobile.Features.Devices;
using Mobile.Features.Push;
using Mobile.Features.Push.NotificationHubs;

namespace Mobile.Features.Tests.Push.NotificationHubs;

/// <summary>Every call in the documented form, byte for byte. The signatures were computed by another program.</summary>
public sealed class HubWireTests : IDisposable
{
    private const string ToMessages =
        "Authorization: SharedAccessSignature sr=http%3a%2f%2fexample.servicebus.windows.net%2fmobile-hub%2fmessages%2f&sig=dzCSQHNJrqYsC1Tsuv18ez3%2fXsG6I%2fYQZfbdm0iyadE%3d&se=1795350000&skn=Send+Only";

    private const string ToBatch =
        "Authorization: SharedAccessSignature sr=http%3a%2f%2fexample.servicebus.windows.net%2fmobile-hub%2fmessages%2f%24batch%2f&sig=UpKlARSqOT9v44wdbaqZjOPOA%2bZAmsjV5WdUcb7tcGQ%3d&se=1795350000&skn=Send+Only";

    private const string ToInstallation =
        "Authorization: SharedAccessSignature sr=http%3a%2f%2fexample.servicebus.windows.net%2fmobile-hub%2finstallations%2fdevice-0001%2f&sig=1nmbMLtYLFslAXxTOnCvDeEEfJxkOjzf1%2ftiyYBYzVU%3d&se=1795350000&skn=Send+Only";

    private const string ToTelemetry =
        "Authorization: SharedAccessSignature sr=http%3a%2f%2fexample.servicebus.windows.net%2fmobile-hub%2fmessages%2fnh-1%2f&sig=jpoLKbd%2b%2btdlcxKzR6Ec1mTol3VvfAOrPIUE3RRHmdM%3d&se=1795350000&skn=Send+Only";

    private const string AppleBody =
        """{"aps":{"alert":{"title":"On its way, Zoë","body":"طلبك في الطريق"},"sound":"default"},"pushId":"push-1","deepLink":"mobile://orders/1"}""";

    private const string FcmBody =
        """{"message":{"notification":{"title":"On its way, Zoë","body":"طلبك في الطريق"},"data":{"pushId":"push-1","deepLink":"mobile://orders/1"},"android":{"priority":"high","ttl":"172800s","collapse_key":"order-1"}}}""";

    private const string InstallationBody =
        """{"installationId":"Device-0001","userId":"user-1","pushChannel":"dTx:APA91b","platform":"fcmV1","tags":["device_Device-0001","user_user-1","platform_fcmV1","locale_de-CH"],"expirationTime":"2027-02-20T12:00:00Z","templates":{}}""";

    private readonly Recorder recorder = new();
    private readonly HubScene scene;

    public HubWireTests() => scene = new HubScene(recorder);

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task A_send_to_one_apple_device()
    {
        await scene.SendAsync(HubScene.Apple(), HubScene.Target("a1b2c3"));

        AssertSent($"""
            POST https://example.servicebus.windows.net/Mobile-Hub/messages?api-version=2020-06&direct
            {ToMessages}
            ServiceBusNotification-Format: apple
            apns-push-type: alert
            apns-priority: 10
            apns-expiration: 1795521600
            apns-collapse-id: order-1
            ServiceBusNotification-DeviceHandle: a1b2c3
            Content-Type: application/json;charset=utf-8

            {AppleBody}
            """);
    }

    [Fact]
    public async Task A_send_to_one_android_device()
    {
        await scene.SendAsync(HubScene.Fcm(), HubScene.Target("dTx:APA91b_c-d"));

        AssertSent($"""
            POST https://example.servicebus.windows.net/Mobile-Hub/messages?api-version=2020-06&direct
            {ToMessages}
            ServiceBusNotification-Format: fcmv1
            ServiceBusNotification-DeviceHandle: dTx:APA91b_c-d
            Content-Type: application/json;charset=utf-8

            {FcmBody}
            """);
    }

    [Fact]
    public async Task A_promotion_waits_for_the_device_to_wake_and_need_not_replace_another()
    {
        var content = new PushContent(PushCategory.Promotions, "Sale", "Today", null, null, TimeSpan.FromHours(1));

        await scene.SendAsync(HubScene.Apple(content), HubScene.Target("a1b2c3"));

        AssertSent($$"""
            POST https://example.servicebus.windows.net/Mobile-Hub/messages?api-version=2020-06&direct
            {{ToMessages}}
            ServiceBusNotification-Format: apple
            apns-push-type: alert
            apns-priority: 5
            apns-expiration: 1795352400
            ServiceBusNotification-DeviceHandle: a1b2c3
            Content-Type: application/json;charset=utf-8

            {"aps":{"alert":{"title":"Sale","body":"Today"},"sound":"default"},"pushId":"push-1"}
            """);
    }

    [Fact]
    public async Task A_send_to_several_devices()
    {
        await scene.SendAsync(HubScene.Apple(), HubScene.Target("a1"), HubScene.Target("b\"2"));

        AssertSent($"""
            POST https://example.servicebus.windows.net/Mobile-Hub/messages/$batch?api-version=2020-06&direct
            {ToBatch}
            ServiceBusNotification-Format: apple
            apns-push-type: alert
            apns-priority: 10
            apns-expiration: 1795521600
            apns-collapse-id: order-1
            Content-Type: multipart/mixed; boundary="nh-batch-multipart-boundary"

            --nh-batch-multipart-boundary
            Content-Type: application/json;charset=utf-8
            Content-Disposition: inline; name=notification

            {AppleBody}
            --nh-batch-multipart-boundary
            Content-Type: application/json;charset=utf-8
            Content-Disposition: inline; name=devices

            ["a1","b\u00222"]
            --nh-batch-multipart-boundary--
            """);
    }

    [Fact]
    public async Task A_send_to_a_registration_goes_to_our_own_tag()
    {
        await scene.Gateway.SendToRegistrationAsync(HubScene.Fcm(), HubScene.Target("secret", "Device-0001"), CancellationToken.None);

        AssertSent($"""
            POST https://example.servicebus.windows.net/Mobile-Hub/messages?api-version=2020-06
            {ToMessages}
            ServiceBusNotification-Format: fcmv1
            ServiceBusNotification-Tags: device_Device-0001
            Content-Type: application/json;charset=utf-8

            {FcmBody}
            """);
    }

    [Fact]
    public async Task An_installation_is_put_whole()
    {
        var installation = new HubInstallation("Device-0001", "user-1", PushPlatform.FcmV1, "dTx:APA91b", "de-CH", scene.Clock.Now.AddDays(90));

        await CallAsync(HubRequests.Upsert(installation));

        AssertSent($$"""
            PUT https://example.servicebus.windows.net/Mobile-Hub/installations/Device-0001?api-version=2020-06
            {{ToInstallation}}
            Content-Type: application/json;charset=utf-8

            {{InstallationBody}}
            """);
    }

    [Fact]
    public async Task An_installation_is_patched()
    {
        await CallAsync(HubRequests.Patch("Device-0001", ("/pushChannel", "a1b2c3")));

        AssertSent($$"""
            PATCH https://example.servicebus.windows.net/Mobile-Hub/installations/Device-0001?api-version=2020-06
            {{ToInstallation}}
            Content-Type: application/json-patch+json

            [{"op":"replace","path":"/pushChannel","value":"a1b2c3"}]
            """);
    }

    [Fact]
    public async Task An_installation_is_deleted()
    {
        await CallAsync(HubRequests.Delete("Device-0001"));

        AssertSent($"""
            DELETE https://example.servicebus.windows.net/Mobile-Hub/installations/Device-0001?api-version=2020-06
            {ToInstallation}
            """);
    }

    [Fact]
    public async Task The_telemetry_of_a_send_is_asked_for()
    {
        await CallAsync(HubRequests.Telemetry("NH-1"));

        AssertSent($"""
            GET https://example.servicebus.windows.net/Mobile-Hub/messages/NH-1?api-version=2020-06
            {ToTelemetry}
            """);
    }

    [Fact]
    public async Task A_token_of_twenty_minutes_serves_for_eighteen()
    {
        List<string> expiries = [];
        foreach (var minute in (int[])[0, 17, 18, 35, 36])
        {
            scene.Clock.Now = new FixedClock().Now.AddMinutes(minute);
            await scene.SendAsync(HubScene.Fcm(), HubScene.Target("a1"));
            expiries.Add(recorder.Requests[^1].Split("&se=")[1].Split('&')[0]);
        }

        Assert.Equal(["1795350000", "1795350000", "1795351080", "1795351080", "1795352160"], expiries);
    }

    private Task<HubReply> CallAsync(HubRequest request) => scene.Client.CallAsync(request, CancellationToken.None);

    private void AssertSent(string expected) => Assert.Equal(expected.ReplaceLineEndings("\n"), Assert.Single(recorder.Requests));
}
