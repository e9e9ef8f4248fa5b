using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;

namespace Mobile.Admin.Tests.Devices;

public sealed class DeviceSearchTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    private readonly string device = DeviceExtensions.NewInstallation();

    [BrowserTheory]
    [InlineData("A user", "alice m")]
    [InlineData("A model", "pixel 9")]
    [InlineData("A device id", null)]
    public async Task A_device_is_found_and_the_search_stays_on_reload(string subject, string? text)
    {
        using var alice = await RegisterAsync("alice", device, "Pixel 9 Pro", "fcmV1");
        using var bob = await RegisterAsync("bob", DeviceExtensions.NewInstallation(), "iPhone17,2");
        await using var vera = await dashboard.OpenAsync("vera", "/admin/devices");

        var search = vera.Page.GetByRole(AriaRole.Search);
        await search.GetByLabel("Look for").SelectOptionAsync(subject);
        await search.GetByLabel("Begins with").FillAsync(text ?? device[..30]);
        await search.GetByLabel("Platform").SelectOptionAsync("Android");
        await search.GetByLabel("App version").FillAsync("3.2.1");
        await search.GetByRole(AriaRole.Button).ClickAsync();

        for (var visit = 0; visit < 2; visit++)
        {
            await Assertions.Expect(vera.Region("Devices")).ToContainTextAsync(device);
            await Assertions.Expect(vera.Region("Devices")).Not.ToContainTextAsync("Bob Tanaka");
            await Assertions.Expect(search.GetByLabel("Begins with")).ToHaveValueAsync(text ?? device[..30]);
            await Assertions.Expect(search.GetByLabel("Platform")).ToHaveValueAsync("fcmV1");
            await vera.Page.ReloadAsync();
        }

        await vera.Link(device).ClickAsync();
        await Assertions.Expect(vera.Heading("Pixel 9 Pro")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task More_devices_than_a_page_has_are_reached_by_links()
    {
        var mark = $"Paged {App.NewKey()[..8]}";
        using var alice = await RegisterAsync("alice", device, mark);
        using var bob = await dashboard.Host.SignInAsync("bob");
        for (var i = 0; i < 20; i++)
        {
            await RegisterAsync(bob, DeviceExtensions.NewInstallation(), mark);
        }

        await using var vera = await dashboard.OpenAsync("vera", $"/admin/devices?by=model&q={mark}");
        var rows = vera.Region("Devices").Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(20);

        await vera.Link("Next page").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(rows).ToContainTextAsync(device);
        await vera.Link("First page").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(20);
    }

    [BrowserFact]
    public async Task All_devices_are_counted_by_platform_by_app_and_by_day()
    {
        using var alice = await RegisterAsync("alice", device, "Pixel 9 Pro", "fcmV1");
        await dashboard.Host.Store.WriteAsync("UPDATE device_counts SET counted_at = NULL");
        await using var vera = await dashboard.OpenAsync("vera", "/admin/devices");

        foreach (var panel in (string[])["By platform", "By app version", "By day"])
        {
            await vera.Region(panel).GetByText("As a table").ClickAsync();
        }

        await Assertions.Expect(vera.Region("Registered devices by platform")).ToContainTextAsync("Android");
        await Assertions.Expect(vera.Region("Registered devices by app version")).ToContainTextAsync("Android 3.2.1");
        await Assertions.Expect(vera.Region("Registrations by day").Locator("tbody tr")).ToHaveCountAsync(30);
        await Assertions.Expect(vera.Page.GetByText("Counted at")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_device_whose_token_the_hub_refuses_is_counted_and_found_and_says_what_to_do()
    {
        using var alice = await RegisterAsync("alice", device, "iPhone17,2");
        await dashboard.Host.Store.WriteAsync("UPDATE devices SET hub_refused_at = last_seen_at WHERE id = @device", new { device });
        await dashboard.Host.Store.WriteAsync("UPDATE device_counts SET counted_at = NULL");
        await using var vera = await dashboard.OpenAsync("vera", "/admin/devices");

        await vera.Link("1 of them gets no pushes").ClickAsync();
        await Assertions.Expect(vera.Page.GetByRole(AriaRole.Search).GetByLabel("State")).ToHaveValueAsync("refused");
        var rows = vera.Region("Devices").Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(rows).ToContainTextAsync("token refused");

        await vera.Link(device).ClickAsync();
        await Assertions.Expect(vera.Page.GetByRole(AriaRole.Note)).ToContainTextAsync("The hub refuses this device's token");
        await alice.RegisterAsync(device, DeviceExtensions.Registration());
        await vera.Page.ReloadAsync();
        await Assertions.Expect(vera.Page.GetByRole(AriaRole.Note)).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Where_nothing_matches_the_page_says_what_to_do()
    {
        await using var vera = await dashboard.OpenAsync("vera", "/admin/devices?by=nonsense&q=nobody&platform=nokia&after=x.y");

        await Assertions.Expect(vera.Page.GetByText("No device matches")).ToBeVisibleAsync();
        await vera.Link("Show all devices").ClickAsync();
        Assert.EndsWith("/admin/devices", vera.Page.Url, StringComparison.Ordinal);
    }

    private async Task<App> RegisterAsync(string user, string installation, string model, string platform = "apns")
    {
        var app = await dashboard.Host.SignInAsync(user);
        await RegisterAsync(app, installation, model, platform);
        return app;
    }

    private static async Task RegisterAsync(App app, string installation, string model, string platform = "apns")
    {
        var body = DeviceExtensions.Registration(platform: platform);
        body["model"] = model;
        Assert.Equal(201, (int)(await app.RegisterAsync(installation, body)).StatusCode);
    }
}
