using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;
using Mobile.Admin.Tests.Versions;
using Mobile.Features.Versions.Lifecycle;

namespace Mobile.Admin.Tests.Overview;

public sealed class OverviewTests(AdoptedDashboard dashboard) : IClassFixture<AdoptedDashboard>
{
    [BrowserFact]
    public async Task The_overview_says_what_happens()
    {
        await using var vera = await dashboard.OpenAsync("vera");

        foreach (var label in (string[])["Requests today", "Error rate", "Replay rate", "Active devices", "Campaigns running", "Outbox lag"])
        {
            await Assertions.Expect(vera.Page.GetByRole(AriaRole.Term).Filter(new() { HasText = label })).ToBeVisibleAsync();
        }

        await Assertions.Expect(vera.Link("20")).ToBeVisibleAsync();
        await Assertions.Expect(vera.Region("API versions in use")).ToContainTextAsync("v1");
        await Assertions.Expect(vera.Region("Apps in use").GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("iOS");
        await Assertions.Expect(vera.Page.GetByRole(AriaRole.Group, new() { Name = "Requests by hour" })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_clock_that_has_stepped_is_told()
    {
        await using var vera = await dashboard.OpenAsync("vera", "/admin", Pages.WithoutScripts);
        await Assertions.Expect(vera.Region("Needs someone")).Not.ToContainTextAsync("in doubt");

        dashboard.Host.Clock.Step(TimeSpan.FromMinutes(2));
        await vera.Page.ReloadAsync();

        await Assertions.Expect(vera.Region("Needs someone")).ToContainTextAsync("The clock of this server is in doubt");
    }

    [BrowserFact]
    public async Task What_needs_someone_leads_to_where_it_is_dealt_with()
    {
        await Desk.OfRelease(dashboard.Services).GetAsync((DeprecateVersion.Handler versions) => versions.DeprecateAsync(new("v1"), default));
        await dashboard.Host.Store.WriteAsync("""
            INSERT INTO outbox (id, type, user_id, event, occurred_at, state, attempts, due_at, settled_at, failure)
            VALUES ('dead0000dead0000dead0000dead0000', 'order-placed', 'nobody', '{}', 1, 'dead', 9, 1, 1, 'It could not be read.')
            """);
        await using var sam = await dashboard.OpenAsync("sam", "/admin", Pages.WithoutScripts);

        await Assertions.Expect(sam.Region("Needs someone")).ToContainTextAsync("Nobody is told unless they are tried again");
        await sam.Link("v1 is deprecated without a sunset").ClickAsync();

        await Assertions.Expect(sam.Heading("v1").First).ToBeVisibleAsync();
        await Assertions.Expect(sam.Page.GetByText("Change the sunset")).ToBeVisibleAsync();
    }
}
