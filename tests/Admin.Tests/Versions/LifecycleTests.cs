using System.Net;
using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;
using Mobile.Features.Versions.Lifecycle;
using Mobile.Features.Versions.Policy;

namespace Mobile.Admin.Tests.Versions;

public sealed class LifecycleTests(Dashboard dashboard) : IClassFixture<Dashboard>, IAsyncLifetime
{
    private const string Page = "/admin/versions/v1";
    private const string Url = "https://example.com/v1";

    private Desk Release => Desk.OfRelease(dashboard.Services);

    public async Task InitializeAsync()
    {
        await Release.GetAsync((MakeVersionCurrent.Handler versions) => versions.MakeCurrentAsync("v2", null, default));
        await Release.GetAsync((SupportVersion.Handler versions) => versions.SupportAsync("v1", null, default));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [BrowserFact]
    public async Task A_version_that_is_deprecated_on_the_page_says_so_with_each_answer_until_it_is_supported_again()
    {
        await using var sam = await dashboard.OpenAsync("sam", Page);

        await DeprecateAsync(sam, sunset: dashboard.Host.Clock.GetUtcNow().AddDays(30));

        await Assertions.Expect(sam.Notice).ToContainTextAsync("v1 is deprecated");
        var answer = await CallAsync();
        Assert.StartsWith("@", answer.Header("Deprecation"), StringComparison.Ordinal);
        Assert.EndsWith("GMT", answer.Header("Sunset"), StringComparison.Ordinal);
        Assert.Contains(Url, answer.Header("Link"), StringComparison.Ordinal);

        await sam.Page.GetByText("Support again").ClickAsync();
        await sam.Button("Support v1").ClickAsync();

        await Assertions.Expect(sam.Notice).ToContainTextAsync("v1 is supported");
        Assert.Null((await CallAsync()).Header("Deprecation"));
    }

    [BrowserFact]
    public async Task Another_version_is_made_current_without_scripts()
    {
        await using var sam = await dashboard.OpenAsync("sam", Page, Pages.WithoutScripts);

        await sam.Page.GetByText("Make current").ClickAsync();
        await sam.Button("Make v1 current").ClickAsync();

        await Assertions.Expect(sam.Notice).ToContainTextAsync("v1 is the current version");
        Assert.Equal(["v1 current", "v2 supported"], await StatusesAsync());
    }

    [BrowserFact]
    public async Task A_brownout_answers_410_in_its_time_unless_it_is_cancelled()
    {
        await Release.GetAsync((DeprecateVersion.Handler versions) => versions.DeprecateAsync(new("v1"), default));
        var begins = dashboard.Host.Clock.GetUtcNow().AddHours(25);
        await using (var sam = await dashboard.OpenAsync("sam", Page, Pages.WithoutScripts))
        {
            await ScheduleAsync(sam, begins);
            await ScheduleAsync(sam, begins.AddHours(3));
            await Assertions.Expect(sam.Region("Scheduled brownouts").GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        }

        dashboard.Host.Clock.Advance(TimeSpan.FromHours(25.1));
        await (await CallAsync()).AssertProblemAsync(410, "api-version-brownout");

        await using var back = await dashboard.OpenAsync("sam", Page, Pages.WithoutScripts);
        await Assertions.Expect(back.Page.GetByText("brownout now")).ToBeVisibleAsync();
        await back.Button("Cancel the brownout", exact: false).First.ClickAsync();

        await Assertions.Expect(back.Notice).ToContainTextAsync("The brownout is cancelled");
        Assert.Equal(HttpStatusCode.OK, (await CallAsync()).StatusCode);
        var kept = Assert.Single((await PolicyAsync()).Of("v1").Brownouts);
        Assert.Equal(begins.AddHours(3).ToUnixTimeSeconds() / 60, kept.StartsAt.ToUnixTimeSeconds() / 60);
    }

    [BrowserFact]
    public async Task A_version_in_use_is_retired_only_with_a_reason()
    {
        await using var sam = await dashboard.OpenAsync("sam", Page);
        await Assertions.Expect(sam.Page.GetByText("gate closed", new() { Exact = true })).ToBeVisibleAsync();
        await sam.Page.GetByText("Retire v1", new() { Exact = true }).ClickAsync();
        var reason = sam.Field("Why it is retired all the same");

        await reason.FillAsync("because");
        await sam.Button("Retire v1 now").ClickAsync();

        await Assertions.Expect(sam.Alert).ToContainTextAsync("The version is still in use");
        await Assertions.Expect(reason).ToHaveValueAsync("because");
        Assert.Equal(HttpStatusCode.OK, (await CallAsync()).StatusCode);

        await reason.FillAsync("Its signing key has leaked.");
        await sam.Button("Retire v1 now").ClickAsync();

        await Assertions.Expect(sam.Notice).ToContainTextAsync("v1 is retired");
        await (await CallAsync()).AssertProblemAsync(410, "api-version-retired");
        Assert.Equal(1, await dashboard.Host.Store.ReadAsync<long>("SELECT COUNT(*) FROM audit_log WHERE action = 'api-version-retired' AND detail LIKE '%leaked%'"));
    }

    [BrowserFact]
    public async Task A_version_that_nobody_uses_is_retired_after_its_sunset_without_a_reason_and_without_scripts()
    {
        var now = dashboard.Host.Clock.GetUtcNow();
        await Release.GetAsync((DeprecateVersion.Handler versions) => versions.DeprecateAsync(new("v1", SunsetAt: now.AddDays(8)), default));
        for (var day = -14; day <= 9; day++)
        {
            var at = new DateTimeOffset(now.UtcDateTime.Date.AddDays(day), TimeSpan.Zero).ToUnixTimeMilliseconds();
            await dashboard.Host.Store.WriteAsync("INSERT OR REPLACE INTO adoption_days VALUES (@at, 'all', 'all', 'all', 20, 20)", new { at });
        }

        dashboard.Host.Clock.Advance(TimeSpan.FromDays(9));
        await using var sam = await dashboard.OpenAsync("sam", Page, Pages.WithoutScripts);
        await Assertions.Expect(sam.Page.GetByText("gate open", new() { Exact = true })).ToBeVisibleAsync();
        await sam.Page.GetByText("Retire v1", new() { Exact = true }).ClickAsync();
        await sam.Button("Retire v1 now").ClickAsync();

        await Assertions.Expect(sam.Notice).ToContainTextAsync("v1 is retired");
        await (await CallAsync()).AssertProblemAsync(410, "api-version-retired");
    }

    [BrowserFact]
    public async Task What_somebody_else_has_changed_meanwhile_is_seen_before_it_is_decided_again()
    {
        await using var sam = await dashboard.OpenAsync("sam", Page);
        await Release.GetAsync((DeprecateVersion.Handler versions) => versions.DeprecateAsync(new("v1", InformationUrl: "https://example.com/other"), default));

        await DeprecateAsync(sam);

        await Assertions.Expect(sam.Alert).ToContainTextAsync("Somebody else has changed the policy");
        await Assertions.Expect(sam.Link("https://example.com/other")).ToBeVisibleAsync();
        await Assertions.Expect(sam.Field("Where developers read more")).ToHaveValueAsync(Url);
        await sam.Button("Deprecate v1").ClickAsync();
        await Assertions.Expect(sam.Notice).ToContainTextAsync("v1 is deprecated");
        Assert.Equal(Url, (await PolicyAsync()).Of("v1").InformationUrl);
    }

    [BrowserFact]
    public async Task What_was_typed_stays_where_it_is_refused()
    {
        await using var sam = await dashboard.OpenAsync("sam", Page, Pages.WithoutScripts);

        await DeprecateAsync(sam, sunset: dashboard.Host.Clock.GetUtcNow().AddDays(1));

        await Assertions.Expect(sam.Alert).ToContainTextAsync("Announce a sunset at least 7 days ahead");
        await Assertions.Expect(sam.Field("Where developers read more")).ToHaveValueAsync(Url);
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_decides_once()
    {
        using var browser = await Browser.SignInAsync(dashboard.Address, "sam", Page);
        var form = await browser.HiddenFieldsAsync(Page, $"{Page}/deprecate");
        var before = (await PolicyAsync()).Revision;

        var first = await browser.PostAsync($"{Page}/deprecate", form);
        var second = await browser.PostAsync($"{Page}/deprecate", form);

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther), (first.StatusCode, second.StatusCode));
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(before + 1, (await PolicyAsync()).Revision);
    }

    [Fact]
    public async Task Why_something_was_refused_is_said_also_where_its_form_is_gone()
    {
        using var browser = await Browser.SignInAsync(dashboard.Address, "sam", Page);
        var form = await browser.HiddenFieldsAsync(Page, $"{Page}/deprecate");
        await Release.GetAsync((MakeVersionCurrent.Handler versions) => versions.MakeCurrentAsync("v1", null, default));

        var answer = await browser.PostAsync($"{Page}/deprecate", form);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("Somebody else has changed the policy", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Who_may_only_look_sees_the_gate_and_no_button()
    {
        await using var vera = await dashboard.OpenAsync("vera", Page);

        await Assertions.Expect(vera.Region("Retirement")).ToContainTextAsync("v1 is not deprecated.");
        await Assertions.Expect(vera.Page.GetByRole(AriaRole.Main).Locator("form")).ToHaveCountAsync(0);
    }

    private static async Task DeprecateAsync(Visit sam, DateTimeOffset? sunset = null)
    {
        await sam.Page.GetByText("Deprecate", new() { Exact = true }).ClickAsync();
        if (sunset is { } at)
        {
            await sam.Field("Sunset").FillAsync(at.ToString("yyyy-MM-dd'T'HH:mm"));
        }

        await sam.Field("Where developers read more").FillAsync(Url);
        await sam.Button("Deprecate v1").ClickAsync();
    }

    /// <summary>Without scripts the page does not know the zone, and takes times as UTC.</summary>
    private static async Task ScheduleAsync(Visit sam, DateTimeOffset begins)
    {
        await sam.Page.GetByText("Schedule a brownout").ClickAsync();
        await sam.Field("Begins").FillAsync(begins.ToString("yyyy-MM-dd'T'HH:mm"));
        await sam.Field("Lasts").FillAsync("30");
        await sam.Button("Schedule the brownout").ClickAsync();
        await Assertions.Expect(sam.Notice).ToContainTextAsync("The brownout is scheduled");
    }

    private async Task<HttpResponseMessage> CallAsync()
    {
        using var alice = await dashboard.Host.SignInAsync("alice");
        return await alice.GetAsync("/api/v1/orders");
    }

    private Task<PolicySnapshot> PolicyAsync() => Release.AskAsync((GetPolicy.Handler policy) => policy.GetAsync(default));

    private async Task<IEnumerable<string>> StatusesAsync() => (await PolicyAsync()).Versions.Select(version => $"{version.Version} {version.Status}");
}
