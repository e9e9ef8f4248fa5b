using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;

namespace Mobile.Admin.Tests.Versions;

public sealed class AdoptionTests(AdoptedDashboard dashboard) : IClassFixture<AdoptedDashboard>
{
    [BrowserFact]
    public async Task Devices_are_sorted_by_link_and_stay_so_on_reload()
    {
        await using var vera = await dashboard.OpenAsync("vera", "/admin/versions");
        var rows = vera.Region("Active devices by version").GetByRole(AriaRole.Row);
        await Assertions.Expect(rows).ToHaveCountAsync(11);

        await vera.Link("App version").Last.ClickAsync();
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("2.9.4");
        await vera.Page.GetByRole(AriaRole.Columnheader, new() { Name = "App version" }).GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("3.4.1");
        await vera.Page.ReloadAsync();

        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("3.4.1");
        Assert.EndsWith("?sort=-app", vera.Page.Url, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Adoption_is_told_apart_and_reaches_back_as_the_address_says()
    {
        await using var vera = await dashboard.OpenAsync("vera", "/admin/versions", Pages.WithoutScripts);
        await vera.Link("7 days").ClickAsync();
        await vera.Link("Platform").First.ClickAsync();

        var chart = vera.Page.GetByRole(AriaRole.Group, new() { Name = "Share of requests by platform, last 7 days" });
        await chart.GetByText("As a table").ClickAsync();

        await Assertions.Expect(chart.GetByRole(AriaRole.Columnheader)).ToContainTextAsync(["", "iOS", "Android"]);
        await Assertions.Expect(chart.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("60 %");
        Assert.Contains("by=platform", vera.Page.Url, StringComparison.Ordinal);
        Assert.Contains("days=7", vera.Page.Url, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task A_version_says_who_still_calls_it_and_what_the_gate_misses()
    {
        await using var vera = await dashboard.OpenAsync("vera", "/admin/versions/v1");

        await Assertions.Expect(vera.Region("Top callers").Last).ToContainTextAsync("GET /orders");
        await Assertions.Expect(vera.Region("Top callers").Last).ToContainTextAsync("iOS 3.1.0");
        await Assertions.Expect(vera.Region("Retirement")).ToContainTextAsync("0 of them with less than 1 %");
        await Assertions.Expect(vera.Page.GetByText("25.0 %").First).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("/admin/versions?by=nothing&days=-1&sort=-nothing")]
    [InlineData("/admin/versions/apps?platform=windows&minimum=1")]
    [InlineData("/admin/versions/flags?flag=none")]
    [InlineData("/admin/versions/pins?host=%00%ff")]
    public async Task Whatever_an_address_says_there_is_a_page(string path)
    {
        using var browser = await Browser.SignInAsync(dashboard.Address, "sam", "/admin/denied");

        Assert.Equal(System.Net.HttpStatusCode.OK, (await browser.GetAsync(path)).StatusCode);
    }
}
