using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;
using Mobile.Features.Pipeline;

namespace Mobile.Admin.Tests.Devices;

public sealed class DeviceActionTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    private readonly string device = DeviceExtensions.NewInstallation();

    private string Path => $"/admin/devices/{device}";

    [BrowserFact]
    public async Task A_test_push_arrives_in_the_inbox_and_shows_as_on_a_phone()
    {
        using var alice = await RegisteredAsync();
        await using var pia = await dashboard.OpenAsync("pia", Path);

        await pia.Field("Title").FillAsync("Is this on?");
        await pia.Field("Body").FillAsync("Somebody of the staff tries it.");
        await pia.Button("Send the test push").ClickAsync();

        await Assertions.Expect(pia.Notice).ToContainTextAsync("The gateway took the test push");
        var shown = pia.Page.GetByRole(AriaRole.List, new() { Name = "Notifications" }).GetByRole(AriaRole.Listitem);
        await Assertions.Expect(shown).ToContainTextAsync("Is this on?");
        await Assertions.Expect(shown).ToContainTextAsync("Somebody of the staff tries it.");
        Assert.Equal(["Is this on?"], await alice.InboxTitlesAsync(device));
    }

    [BrowserFact]
    public async Task A_test_push_to_a_device_that_has_gone_meanwhile_is_refused_and_says_so()
    {
        using var alice = await RegisteredAsync();
        await using var pia = await dashboard.OpenAsync("pia", Path);
        await alice.DeleteAsync($"/api/{ApiVersions.Current}/devices/{device}", App.NewKey());

        await pia.Field("Title").FillAsync("Too late");
        await pia.Button("Send the test push").ClickAsync();

        await Assertions.Expect(pia.Alert).ToContainTextAsync("There is no such device");
        await Assertions.Expect(pia.Button("Send the test push")).ToHaveCountAsync(0);
        await Assertions.Expect(pia.Region("Registration")).ToContainTextAsync("The user removed it.");
    }

    [BrowserFact]
    public async Task A_session_that_is_ended_on_the_page_cannot_be_refreshed()
    {
        using var alice = await RegisteredAsync();
        await using var sam = await dashboard.OpenAsync("sam", Path);

        var session = sam.Region("Sessions").GetByRole(AriaRole.Row).Filter(new() { HasText = device });
        await session.GetByText("End the session").ClickAsync();
        await session.GetByRole(AriaRole.Button, new() { Name = "End this session" }).ClickAsync();

        await Assertions.Expect(sam.Notice).ToContainTextAsync("The session has ended");
        await Assertions.Expect(session).ToContainTextAsync("A member of staff ended it.");
        await (await alice.RefreshAsync(alice.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
    }

    [BrowserFact]
    public async Task A_registration_that_is_ended_on_the_page_is_found_among_the_ended_ones()
    {
        using var alice = await RegisteredAsync();
        await using var sam = await dashboard.OpenAsync("sam", Path);

        await sam.Page.GetByText("End the registration").ClickAsync();
        await sam.Button("End this registration").ClickAsync();

        await Assertions.Expect(sam.Notice).ToContainTextAsync("The registration has ended");
        Assert.DoesNotContain(device, await alice.DeviceIdsAsync());
        await sam.GoAsync($"/admin/devices?by=device&q={device}&state=ended");
        await Assertions.Expect(sam.Region("Devices").GetByRole(AriaRole.Row).Filter(new() { HasText = device })).ToContainTextAsync("A member of staff ended it.");
    }

    [BrowserFact]
    public async Task Who_may_only_look_sees_the_device_and_no_button()
    {
        using var alice = await RegisteredAsync();
        await using var vera = await dashboard.OpenAsync("vera", Path);

        await Assertions.Expect(vera.Heading("Registration")).ToBeVisibleAsync();
        await Assertions.Expect(vera.Region("Sessions").GetByRole(AriaRole.Row).Filter(new() { HasText = device })).ToHaveCountAsync(1);
        await Assertions.Expect(vera.Page.Locator("main form")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Everything_is_done_without_scripts_too()
    {
        using var alice = await RegisteredAsync();
        await using var pia = await dashboard.OpenAsync("pia", Path, Pages.WithoutScripts);

        await pia.Field("Title").FillAsync("Without scripts");
        await pia.Button("Send the test push").ClickAsync();
        await Assertions.Expect(pia.Notice).ToContainTextAsync("The gateway took the test push");
        Assert.Equal(["Without scripts"], await alice.InboxTitlesAsync(device));

        await pia.Page.GetByText("End the registration").ClickAsync();
        await pia.Button("End this registration").ClickAsync();
        await Assertions.Expect(pia.Notice).ToContainTextAsync("The registration has ended");

        var session = pia.Region("Sessions").GetByRole(AriaRole.Row).Filter(new() { HasText = device });
        await session.GetByText("End the session").ClickAsync();
        await session.GetByRole(AriaRole.Button, new() { Name = "End this session" }).ClickAsync();
        await Assertions.Expect(pia.Notice).ToContainTextAsync("The session has ended");
        await (await alice.RefreshAsync(alice.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
    }

    private async Task<App> RegisteredAsync()
    {
        var app = await dashboard.Host.SignInAsync("alice", device);
        Assert.Equal(201, (int)(await app.RegisterAsync(device, DeviceExtensions.Registration(locale: "en"))).StatusCode);
        return app;
    }
}
