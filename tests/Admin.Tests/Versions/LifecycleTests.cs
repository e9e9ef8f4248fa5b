using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;

namespace Mobile.Admin.Tests.Versions;

public sealed class LifecycleTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    [BrowserFact]
    public async Task A_version_that_is_deprecated_on_the_page_says_so_with_each_answer()
    {
        await using var sam = await dashboard.OpenAsync("sam", "/admin/versions/v1");

        await sam.Page.GetByText("Deprecate", new() { Exact = true }).ClickAsync();
        await sam.Field("Where developers read more").FillAsync("https://example.com/v1");
        await sam.Button("Deprecate v1").ClickAsync();

        await Assertions.Expect(sam.Notice).ToContainTextAsync("v1 is deprecated");
        using var alice = await dashboard.Host.SignInAsync("alice");
        var answer = await alice.GetAsync("/api/v1/orders");
        Assert.StartsWith("@", answer.Headers.GetValues("Deprecation").Single(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task What_was_typed_stays_where_it_is_refused()
    {
        await using var sam = await dashboard.OpenAsync("sam", "/admin/versions/v1");

        await sam.Page.GetByText("Deprecate", new() { Exact = true }).ClickAsync();
        await sam.Field("Sunset").FillAsync("2020-01-01T12:00");
        await sam.Field("Where developers read more").FillAsync("https://example.com/typed");
        await sam.Button("Deprecate v1").ClickAsync();

        await Assertions.Expect(sam.Alert).ToContainTextAsync("sunset");
        await Assertions.Expect(sam.Field("Where developers read more")).ToHaveValueAsync("https://example.com/typed");
    }

    [BrowserFact]
    public async Task Who_may_only_look_sees_no_button()
    {
        await using var vera = await dashboard.OpenAsync("vera", "/admin/versions/v1");

        await Assertions.Expect(vera.Heading("v1")).ToBeVisibleAsync();
        await Assertions.Expect(vera.Button("Deprecate v1")).ToHaveCountAsync(0);
    }
}
