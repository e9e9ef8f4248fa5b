using System.Net;
using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;
using Mobile.Features.Versions.RemoteConfig;

namespace Mobile.Admin.Tests.Versions;

public sealed class AppsTests(Dashboard dashboard) : IClassFixture<Dashboard>, IAsyncLifetime
{
    private const string Store = "https://apps.example.com/mobile";

    public async Task InitializeAsync() => await Desk.OfRelease(dashboard.Services).GetAsync((SetAppRelease.Handler apps) => apps.SetAsync(new("ios"), default));

    public Task DisposeAsync() => Task.CompletedTask;

    [BrowserFact]
    public async Task A_minimum_that_is_raised_on_the_page_refuses_older_apps()
    {
        await using var sam = await dashboard.OpenAsync("sam", "/admin/versions/apps");

        await PreviewAsync(sam, "3.2.0", "3.4.1");
        await Assertions.Expect(sam.Region("Preview: 3.2.0 as the minimum for iOS")).ToContainTextAsync("Refused devices");
        Assert.Equal(HttpStatusCode.OK, (await CallAsync("3.1.9")).StatusCode);
        await sam.Button("Set 3.2.0 as the minimum").ClickAsync();

        await Assertions.Expect(sam.Notice).ToContainTextAsync("before 3.2.0 are refused");
        var problem = await (await CallAsync("3.1.9")).AssertProblemAsync(426, "client-upgrade-required");
        Assert.Equal(("3.2.0", "3.4.1", Store), (problem.Text("minimumVersion"), problem.Text("recommendedVersion"), problem.Text("storeUrl")));
        Assert.Equal(HttpStatusCode.OK, (await CallAsync("3.2.0")).StatusCode);
    }

    [BrowserFact]
    public async Task A_minimum_that_would_refuse_many_needs_a_reason_also_without_scripts()
    {
        await Adoption.FillAsync(dashboard.Host);
        await using var sam = await dashboard.OpenAsync("sam", "/admin/versions/apps", Pages.WithoutScripts);

        await PreviewAsync(sam, "32.0");
        await Assertions.Expect(sam.Page.GetByText("more than a fifth")).ToBeVisibleAsync();
        await sam.Field("Why so many are refused").FillAsync("no");
        await sam.Button("Set 32.0 as the minimum").ClickAsync();
        await Assertions.Expect(sam.Alert).ToContainTextAsync("This needs a reason");
        Assert.Equal(HttpStatusCode.OK, (await CallAsync("3.4.1")).StatusCode);

        await sam.Field("Why so many are refused").FillAsync("It sends passwords in the clear.");
        await sam.Button("Set 32.0 as the minimum").ClickAsync();

        await Assertions.Expect(sam.Notice).ToContainTextAsync("before 32.0 are refused");
        await (await CallAsync("3.4.1")).AssertProblemAsync(426, "client-upgrade-required");

        await PreviewAsync(sam, "");
        await sam.Button("Refuse no app for iOS").ClickAsync();
        await Assertions.Expect(sam.Notice).ToContainTextAsync("No app for iOS is refused");
        Assert.Equal(HttpStatusCode.OK, (await CallAsync("3.4.1")).StatusCode);
    }

    [BrowserFact]
    public async Task What_is_no_version_or_leads_to_no_store_is_said_on_the_page()
    {
        await using var sam = await dashboard.OpenAsync("sam", "/admin/versions/apps?platform=ios&minimum=banana");
        await Assertions.Expect(sam.Alert).ToContainTextAsync("one to four numbers");
        await Assertions.Expect(sam.Region("iOS").GetByLabel("Minimum version")).ToHaveValueAsync("banana");

        await sam.GoAsync("/admin/versions/apps?platform=ios&minimum=1.0");
        await sam.Button("Set 1.0 as the minimum").ClickAsync();

        await Assertions.Expect(sam.Alert).ToContainTextAsync("Say where users get a newer app");
        await Assertions.Expect(sam.Region("iOS").GetByLabel("Minimum version")).ToHaveValueAsync("1.0");
    }

    [BrowserFact]
    public async Task A_preview_can_be_sent_to_a_colleague_who_may_only_look()
    {
        await using var vera = await dashboard.OpenAsync("vera", "/admin/versions/apps?platform=android&minimum=3.2.0");

        await Assertions.Expect(vera.Region("Preview: 3.2.0 as the minimum for Android")).ToContainTextAsync("Refused devices");
        await Assertions.Expect(vera.Page.GetByRole(AriaRole.Main).Locator("form")).ToHaveCountAsync(0);
    }

    private static async Task PreviewAsync(Visit sam, string minimum, string recommended = "")
    {
        var ios = sam.Region("iOS");
        await ios.GetByLabel("Minimum version").FillAsync(minimum);
        await ios.GetByLabel("Recommended version").FillAsync(recommended);
        await ios.GetByLabel("Store address").FillAsync(Store);
        await sam.Button("Preview for iOS").ClickAsync();
    }

    private async Task<HttpResponseMessage> CallAsync(string app)
    {
        using var alice = await dashboard.Host.SignInAsync("alice", "phone");
        return await alice.With("ios", app).GetAsync("/api/v2/orders");
    }
}
