using System.Text.Json;
using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;
using Mobile.Features.Versions.Policy;
using Mobile.Features.Versions.RemoteConfig;

namespace Mobile.Admin.Tests.Versions;

public sealed class FlagTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    private Desk Release => Desk.OfRelease(dashboard.Services);

    [BrowserFact]
    public async Task A_flag_that_is_made_changed_and_removed_reaches_the_apps()
    {
        await using var sam = await dashboard.OpenAsync("sam", "/admin/versions/flags");

        await sam.Page.GetByText("New flag").ClickAsync();
        await sam.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("checkout.new");
        await sam.Page.GetByRole(AriaRole.Checkbox, new() { Name = "On" }).CheckAsync();
        await sam.Field("From iOS version").FillAsync("3.2.0");
        await sam.Button("Make the flag").ClickAsync();

        await Assertions.Expect(sam.Notice).ToContainTextAsync("The flag checkout.new is set");
        Assert.True(await IsOnAsync("checkout.new", "3.2.0"));
        Assert.False(await IsOnAsync("checkout.new", "3.1.0"));

        await sam.Link("Change checkout.new").ClickAsync();
        await sam.Field("Percentage of devices").FillAsync("0");
        await sam.Button("Set checkout.new").ClickAsync();

        await Assertions.Expect(sam.Notice).ToBeVisibleAsync();
        Assert.False(await IsOnAsync("checkout.new", "3.2.0"));

        await sam.Link("Change checkout.new").ClickAsync();
        await sam.Page.GetByText("Remove it").ClickAsync();
        await sam.Button("Remove checkout.new").ClickAsync();

        await Assertions.Expect(sam.Notice).ToContainTextAsync("is removed");
        Assert.Null(await IsOnAsync("checkout.new", "3.2.0"));
    }

    [BrowserFact]
    public async Task A_new_flag_does_not_take_the_name_of_another_without_scripts()
    {
        await Release.GetAsync((SetFlag.Handler flags) => flags.SetAsync(new("search.fast", Enabled: true), default));
        await using var sam = await dashboard.OpenAsync("sam", "/admin/versions/flags", Pages.WithoutScripts);

        await sam.Page.GetByText("New flag").ClickAsync();
        await sam.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("search.fast");
        await sam.Button("Make the flag").ClickAsync();

        await Assertions.Expect(sam.Alert).ToContainTextAsync("There is a flag 'search.fast' already");
        await Assertions.Expect(sam.Page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("search.fast");
        Assert.True(await IsOnAsync("search.fast", "3.2.0"));
    }

    [BrowserFact]
    public async Task Pins_are_set_with_a_backup_or_not_at_all_without_scripts()
    {
        var (inUse, backup) = (Convert.ToBase64String(new byte[32]), Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(number => (byte)number)]));
        await using var sam = await dashboard.OpenAsync("sam", "/admin/versions/pins", Pages.WithoutScripts);

        await sam.Page.GetByText("Pin a host").ClickAsync();
        await sam.Page.GetByLabel("Host", new() { Exact = true }).FillAsync("api.example.com");
        await sam.Page.GetByLabel("Pins", new() { Exact = true }).FillAsync(inUse);
        await sam.Button("Set the pins").ClickAsync();
        await Assertions.Expect(sam.Alert).ToContainTextAsync("one of them of a backup key");

        await sam.Page.GetByLabel("Pins", new() { Exact = true }).FillAsync($"{inUse}\n{backup}");
        await sam.Button("Set the pins").ClickAsync();
        await Assertions.Expect(sam.Notice).ToContainTextAsync("The pins of api.example.com are set");
        Assert.Equal(2, (await ConfigAsync("3.2.0")).GetProperty("certificatePins")[0].GetProperty("sha256").GetArrayLength());

        await sam.Link("Change the pins of api.example.com").ClickAsync();
        await sam.Page.GetByLabel("Pins", new() { Exact = true }).FillAsync("");
        await sam.Button("Set the pins of api.example.com").ClickAsync();
        await Assertions.Expect(sam.Notice).ToContainTextAsync("Nothing is pinned for api.example.com");
        Assert.Empty((await Release.AskAsync((GetPolicy.Handler policy) => policy.GetAsync(default))).Pins);
    }

    /// <summary>Null where an app hears nothing of the flag.</summary>
    private async Task<bool?> IsOnAsync(string flag, string app) =>
        (await ConfigAsync(app)).GetProperty("flags").TryGetProperty(flag, out var value) ? value.GetBoolean() : null;

    private async Task<JsonElement> ConfigAsync(string app)
    {
        using var anybody = App.Anonymous(dashboard.Address);
        return await anybody.ReadAsync($"/api/config?platform=ios&appVersion={app}");
    }
}
