using System.Net.Http.Headers;
using Mobile.Features.Devices;
using Mobile.Features.Push;
using Mobile.Features.Push.NotificationHubs;
using Mobile.Testing.Hub;

namespace Mobile.Features.Tests.Push.NotificationHubs;

/// <summary>The stand-in is as strict as the hub: what is wrong there is wrong here.</summary>
public sealed class HubStandInTests : IAsyncLifetime
{
    private readonly FixedClock clock = new();
    private readonly HttpClient http = new();
    private HubStandIn hub = null!;

    public async Task InitializeAsync() => hub = await HubStandIn.StartAsync(clock);

    public async Task DisposeAsync()
    {
        http.Dispose();
        await hub.DisposeAsync();
    }

    [Fact]
    public async Task A_signature_that_is_old_foreign_or_for_another_address_is_refused()
    {
        var soon = clock.Now.AddMinutes(1);

        Assert.Equal(204, await DeleteAsync("device-0001", HubStandIn.PrimaryKey, soon));
        Assert.Equal(204, await DeleteAsync("device-0001", HubStandIn.SecondaryKey, soon));
        Assert.Equal(401, await DeleteAsync("device-0001", HubStandIn.PrimaryKey, soon.AddMinutes(-2)));
        Assert.Equal(401, await DeleteAsync("device-0001", "foreign", soon));
        Assert.Equal(401, await DeleteAsync("device-0001", HubStandIn.PrimaryKey, soon, signedFor: "device-0002"));
        Assert.Equal(2, hub.Calls.Count);
    }

    [Fact]
    public async Task A_send_to_tags_reaches_the_installations_that_match()
    {
        using var scene = new HubScene(NotificationHubsRegistration.NewHandler(), Options());
        foreach (var (device, platform, locale) in ((string, PushPlatform, string)[])[("device-1", PushPlatform.Apns, "de"), ("device-2", PushPlatform.Apns, "en"), ("device-3", PushPlatform.FcmV1, "de")])
        {
            await scene.Client.CallAsync(HubRequests.Upsert(new(device, "user-1", platform, $"0{device[^1]}", locale, clock.Now.AddDays(1))), default);
        }

        await scene.Client.CallAsync(HubRequests.Patch("device-2", ("/pushChannel", "0a")), default);
        await scene.Client.CallAsync(HubRequests.SendToTags(HubScene.Apple(), TagExpression.Of("locale_de"), scene.Clock.Now), default);
        await scene.Client.CallAsync(
            HubRequests.SendToTags(HubScene.Apple(), TagExpression.AllOf(TagExpression.Of("user_user-1"), TagExpression.Not(TagExpression.Of("locale_de"))), scene.Clock.Now), default);

        Assert.Equal(["01", "0a"], hub.HandlesSent.Order(StringComparer.Ordinal));
        Assert.True(HubTagExpression.Parse("$InstallationId:{device-1} || a").Matches(tag => tag == "$InstallationId:{device-1}"));
        Assert.Throws<FormatException>(() => HubTagExpression.Parse("a && (b"));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("dG9rZW4=")]
    [InlineData("ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]")]
    public async Task A_text_that_Apple_cannot_have_given_is_refused_wherever_it_stands(string handle)
    {
        using var scene = new HubScene(NotificationHubsRegistration.NewHandler(), Options());
        var installation = new HubInstallation("device-1", "user-1", PushPlatform.Apns, handle, "de", clock.Now.AddDays(1));

        Assert.Equal("400", (await scene.Client.CallAsync(HubRequests.Upsert(installation), default)).Outcome);
        Assert.Equal("bad-request", (await scene.SendAsync(HubScene.Apple(), HubScene.Target(handle))).Reason);
        Assert.Equal("bad-request", (await scene.SendAsync(HubScene.Apple(), HubScene.Target("a1"), HubScene.Target(handle))).Reason);
        Assert.Equal(SendOutcome.Accepted, (await scene.SendAsync(HubScene.Fcm(), HubScene.Target("a1"), HubScene.Target(handle))).Outcome);
        Assert.DoesNotContain(hub.SentTo("a1"), call => call.Headers["servicebusnotification-format"] == "apple");
    }

    [Fact]
    public async Task Beyond_its_rate_it_answers_429_and_when_to_come_back()
    {
        hub.CallsPerSecond = 3;
        using var scene = new HubScene(NotificationHubsRegistration.NewHandler(), Options());
        List<HubReply> replies = [];
        for (var call = 0; call < 4; call++)
        {
            replies.Add(await scene.Client.CallAsync(HubRequests.Delete("device-0001"), default));
        }

        Assert.Equal(["204", "204", "204", "429"], replies.Select(reply => reply.Outcome));
        Assert.Equal(TimeSpan.FromSeconds(1), replies[^1].RetryAfter);
    }

    private HubOptions Options() => new(
        HubConnection.TryParse(hub.Settings["Push:NotificationHubs:ConnectionString"], HubStandIn.Name)!, null, 10_000, Telemetry: false);

    private async Task<int> DeleteAsync(string device, string key, DateTimeOffset expires, string? signedFor = null)
    {
        var address = new Uri(hub.Address, $"{HubStandIn.Name}/installations/{device}?api-version=2020-06");
        var signed = new Uri(hub.Address, $"{HubStandIn.Name}/installations/{signedFor ?? device}");
        using var request = new HttpRequestMessage(HttpMethod.Delete, address);
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(SharedAccessSignature.Sign(signed, HubStandIn.KeyName, key, expires));
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
