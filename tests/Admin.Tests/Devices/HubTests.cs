using System.Net;
using Mobile.Testing.Hub;

namespace Mobile.Admin.Tests.Devices;

/// <summary>What the page of a device says where a hub carries the pushes.</summary>
public sealed class HubTests : IAsyncLifetime
{
    private readonly string device = DeviceExtensions.NewInstallation();
    private readonly SqliteStore store = new();
    private HubStandIn hub = null!;
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        hub = await HubStandIn.StartAsync();
        await store.CreateAsync();
        node = TestNode.Start(store, new TestClock(), "api,admin", hub.Settings);
        using var alice = await App.SignInAsync(node.Address, "alice");
        await alice.RegisterAsync(device, DeviceExtensions.Registration());
    }

    public async Task DisposeAsync()
    {
        await node.DisposeAsync();
        await store.DisposeAsync();
        await hub.DisposeAsync();
    }

    [Fact]
    public async Task A_test_push_that_the_hub_takes_is_told_and_no_inbox_is_shown()
    {
        using var pia = await Browser.SignInAsync(node.Address, "pia");

        var (url, answer) = await pia.FollowAsync(await SendAsync(pia));

        Assert.Equal($"/admin/devices/{device}", url.AbsolutePath);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("The gateway took the test push", page, StringComparison.Ordinal);
        Assert.DoesNotContain(">Inbox<", page, StringComparison.Ordinal);
        Assert.Contains(">Deliveries<", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_push_that_the_hub_does_not_answer_may_have_arrived_and_the_page_says_so()
    {
        hub.Next(HubFate.BreakAfter);
        using var pia = await Browser.SignInAsync(node.Address, "pia");

        var answer = await SendAsync(pia);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("The test push may have arrived, or not", page, StringComparison.Ordinal);
        Assert.Contains("no-reply", page, StringComparison.Ordinal);
        Assert.Contains("Is this on?", page, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> SendAsync(Browser browser)
    {
        var (page, action) = ($"/admin/devices/{device}", $"/admin/devices/{device}/test-push");
        return await browser.PostAsync(action, [.. await browser.HiddenFieldsAsync(page, action), ("title", "Is this on?"), ("body", "")]);
    }
}
