using System.Net;
using System.Net.Sockets;
using Mobile.Features.Push;
using Mobile.Features.Push.NotificationHubs;
using Mobile.Testing.Hub;

namespace Mobile.Features.Tests.Push.NotificationHubs;

/// <summary>Each answer of the hub, and each way to get none, over a real connection.</summary>
public sealed class HubAnswersTests : IAsyncLifetime
{
    private HubStandIn hub = null!;
    private HubScene scene = null!;

    public async Task InitializeAsync()
    {
        hub = await HubStandIn.StartAsync(new FixedClock());
        scene = SceneAt(hub.Address);
    }

    public async Task DisposeAsync()
    {
        scene.Dispose();
        await hub.DisposeAsync();
    }

    [Theory]
    [InlineData(400, null, SendOutcome.Refused, "bad-request")]
    [InlineData(401, null, SendOutcome.Refused, "unauthorized")]
    [InlineData(403, null, SendOutcome.Refused, "forbidden")]
    [InlineData(404, null, SendOutcome.Refused, "hub-not-found")]
    [InlineData(413, null, SendOutcome.Refused, "payload-too-large")]
    [InlineData(415, null, SendOutcome.Refused, "refused")]
    [InlineData(403, "7", SendOutcome.NotTaken, "throttled")]
    [InlineData(429, "7", SendOutcome.NotTaken, "throttled")]
    [InlineData(429, "Sun, 22 Nov 2026 12:00:07 GMT", SendOutcome.NotTaken, "throttled")]
    [InlineData(429, null, SendOutcome.NotTaken, "throttled")]
    [InlineData(302, null, SendOutcome.Unknown, "hub-error")]
    [InlineData(408, null, SendOutcome.Unknown, "hub-error")]
    [InlineData(500, null, SendOutcome.Unknown, "hub-error")]
    [InlineData(502, null, SendOutcome.Unknown, "hub-error")]
    [InlineData(503, "7", SendOutcome.Unknown, "hub-error")]
    [InlineData(504, null, SendOutcome.Unknown, "hub-error")]
    public async Task A_status_says_what_is_known(int status, string? retryAfter, SendOutcome outcome, string reason)
    {
        hub.Next(new HubFate(status, retryAfter));

        var result = await SendAsync("a1");

        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
        Assert.Equal(outcome is SendOutcome.NotTaken && retryAfter is not null ? TimeSpan.FromSeconds(7) : null, result.RetryAfter);
        Assert.Single(hub.Calls);
        Assert.Empty(hub.SentTo("a1"));
    }

    [Fact]
    public async Task What_is_taken_has_the_id_that_the_hub_gave_it()
    {
        var one = await SendAsync("a1");
        var many = await SendAsync("a1", "a2");

        Assert.Equal((SendOutcome.Accepted, SendOutcome.Accepted), (one.Outcome, many.Outcome));
        Assert.Equal("b755f9e4bb0844c8-1", one.NotificationId);
        Assert.Equal("b755f9e4bb0844c8-2", many.NotificationId);
        Assert.Equal(2, hub.SentTo("a1").Count);
        Assert.Equal("push-1", Assert.Single(hub.SentTo("a2")).PushId);
    }

    [Fact]
    public async Task A_connection_that_breaks_leaves_it_unknown_whether_it_was_taken_or_not()
    {
        await SendAsync("aa");
        hub.Next(HubFate.BreakBefore);
        var before = await SendAsync("a1");
        scene.Clock.Now += TimeSpan.FromMinutes(1);
        hub.Next(HubFate.BreakAfter);
        var after = await SendAsync("a2");

        Assert.Equal((SendOutcome.Unknown, "no-reply"), (before.Outcome, before.Reason));
        Assert.Equal((SendOutcome.Unknown, "no-reply"), (after.Outcome, after.Reason));
        Assert.Empty(hub.SentTo("a1"));
        Assert.Single(hub.SentTo("a2"));
        Assert.Equal(3, hub.Calls.Count);
    }

    [Fact]
    public async Task A_batch_over_a_connection_that_breaks_is_not_repeated_by_anything_below()
    {
        await SendAsync("b1", "b2");
        hub.Next(HubFate.BreakAfter);

        var result = await SendAsync("a1", "a2");

        Assert.Equal(SendOutcome.Unknown, result.Outcome);
        Assert.Single(hub.SentTo("a1"));
        Assert.Equal(2, hub.Calls.Count);
    }

    [Fact]
    public async Task A_hub_that_is_slow_leaves_it_unknown()
    {
        using var hasty = SceneAt(hub.Address, timeout: TimeSpan.FromSeconds(1));
        await hasty.SendAsync(HubScene.Apple(), HubScene.Target("a1"));
        var silent = new TaskCompletionSource();
        hub.Next(HubFate.Take with { Until = silent.Task });

        var result = await hasty.SendAsync(HubScene.Apple(), HubScene.Target("a1"));

        Assert.Equal((SendOutcome.Unknown, "timeout"), (result.Outcome, result.Reason));
        silent.SetResult();
    }

    [Fact]
    public async Task An_answer_that_is_none_leaves_it_unknown()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stranger = SceneAt(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));
        var send = stranger.SendAsync(HubScene.Apple(), HubScene.Target("a1"));
        using var connection = await listener.AcceptTcpClientAsync();
        await connection.GetStream().WriteAsync("I am no hub.\r\n\r\n"u8.ToArray());
        connection.Close();

        var result = await send;

        Assert.Equal((SendOutcome.Unknown, "no-reply"), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task What_found_no_hub_was_certainly_not_taken()
    {
        using var nobody = SceneAt(new Uri("http://127.0.0.1:1"));
        var refused = await nobody.SendAsync(HubScene.Apple(), HubScene.Target("a1"));
        using var nowhere = new HubScene(NotificationHubsRegistration.NewHandler(), HubScene.OptionsFor("sb://no-such-hub.invalid/"));
        var unresolved = await nowhere.SendAsync(HubScene.Apple(), HubScene.Target("a1"));
        using var plain = new HubScene(NotificationHubsRegistration.NewHandler(), HubScene.OptionsFor($"https://127.0.0.1:{hub.Address.Port}/"));
        var withoutTls = await plain.SendAsync(HubScene.Apple(), HubScene.Target("a1"));

        Assert.All((SendResult[])[refused, unresolved, withoutTls], result => Assert.Equal((SendOutcome.NotTaken, "not-reached"), (result.Outcome, result.Reason)));
        Assert.Empty(hub.Calls);
    }

    [Fact]
    public async Task A_connection_that_is_never_made_was_certainly_not_used()
    {
        var handler = NotificationHubsRegistration.NewHandler();
        handler.ConnectTimeout = TimeSpan.FromMilliseconds(50);
        handler.ConnectCallback = async (_, stop) =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            throw new InvalidOperationException();
        };
        using var nobody = new HubScene(handler, HubScene.OptionsFor(hub.Address.ToString()));

        var result = await nobody.SendAsync(HubScene.Apple(), HubScene.Target("a1"));

        Assert.Equal((SendOutcome.NotTaken, "not-reached"), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task Either_key_may_be_renewed_while_the_other_serves()
    {
        using var rotating = SceneAt(hub.Address, HubStandIn.SecondaryKey);
        hub.Keys = [HubStandIn.SecondaryKey];
        Assert.Equal(SendOutcome.Accepted, (await rotating.SendAsync(HubScene.Apple(), HubScene.Target("a1"))).Outcome);
        hub.Keys = [HubStandIn.PrimaryKey];
        Assert.Equal(SendOutcome.Accepted, (await rotating.SendAsync(HubScene.Apple(), HubScene.Target("a2"))).Outcome);
        hub.Keys = [];
        var result = await rotating.SendAsync(HubScene.Apple(), HubScene.Target("a3"));

        Assert.Equal((SendOutcome.Refused, "unauthorized"), (result.Outcome, result.Reason));
        Assert.Equal(2, hub.DevicesSent);
    }

    [Fact]
    public async Task The_key_that_works_is_asked_first_from_then_on()
    {
        var recorder = new Recorder();
        using var rotating = new HubScene(recorder, HubScene.OptionsFor("sb://example.servicebus.windows.net/", HubScene.OtherKey));
        var bad = "";
        recorder.Answer = request => new HttpResponseMessage(
            request.Headers.Authorization!.Parameter == (bad.Length == 0 ? bad = request.Headers.Authorization.Parameter! : bad) ? HttpStatusCode.Unauthorized : HttpStatusCode.Created);

        await rotating.SendAsync(HubScene.Apple(), HubScene.Target("a1"));
        await rotating.SendAsync(HubScene.Apple(), HubScene.Target("a1"));

        Assert.Equal(3, recorder.Requests.Count);
        Assert.Equal(recorder.Requests[1], recorder.Requests[2]);
    }

    [Theory]
    [InlineData("a\r\nServiceBusNotification-Tags: x")]
    [InlineData("ä")]
    public async Task What_cannot_stand_in_a_header_is_refused_before_it_is_sent(string handle)
    {
        var result = await SendAsync(handle);

        Assert.Equal((SendOutcome.Refused, "bad-request"), (result.Outcome, result.Reason));
        Assert.Empty(hub.Calls);
    }

    [Fact]
    public async Task A_process_that_ends_begins_no_send()
    {
        var result = await scene.Gateway.SendAsync(HubScene.Apple(), [HubScene.Target("a1")], new CancellationToken(canceled: true));

        Assert.Equal((SendOutcome.NotTaken, "stopping"), (result.Outcome, result.Reason));
        Assert.Empty(hub.Calls);
    }

    [Fact]
    public async Task A_thousand_devices_go_in_one_call()
    {
        var handles = Enumerable.Range(0, 1000).Select(number => number.ToString("x8")).ToArray();

        Assert.Equal(SendOutcome.Accepted, (await SendAsync(handles)).Outcome);

        Assert.Equal(1000, hub.DevicesSent);
        Assert.Equal(handles, Assert.Single(hub.Calls).Handles);
    }

    private static HubScene SceneAt(Uri address, string? secondary = null, TimeSpan? timeout = null) => new(
        NotificationHubsRegistration.NewHandler(),
        new(
            HubConnection.TryParse($"Endpoint={address};SharedAccessKeyName={HubStandIn.KeyName};SharedAccessKey={HubStandIn.PrimaryKey}", HubStandIn.Name)!,
            secondary,
            10_000,
            Telemetry: false)
        { SendTimeout = timeout ?? Patience.Limit });

    private Task<SendResult> SendAsync(params string[] handles) => scene.SendAsync(HubScene.Apple(), [.. handles.Select(handle => HubScene.Target(handle))]);
}
