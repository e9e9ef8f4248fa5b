using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;
using Mobile.Features.Pipeline.Apps;

namespace Mobile.Admin.Tests.Campaigns;

public sealed class ComposeTests(CampaignDashboard dashboard) : IClassFixture<CampaignDashboard>
{
    [BrowserFact]
    public async Task An_audience_of_groups_in_groups_is_built_without_scripts()
    {
        await using var pia = await dashboard.OpenAsync("pia", "/admin/campaigns/new", Pages.WithoutScripts);
        await pia.Field("Name").FillAsync("Built by hand");
        await pia.Field("Title").FillAsync("Hello");
        await pia.Field("Text").FillAsync("To some of you");
        await AddRuleAsync(pia, "App version", "the audience");
        await pia.Field("App version from").FillAsync("3.2");
        await AddRuleAsync(pia, "Platform", "the audience");
        await pia.Button("Add group to the audience").ClickAsync();
        await AddRuleAsync(pia, "Not seen for days", "group 3");
        await pia.Field("Was not seen for").FillAsync("30");
        await pia.Button("Add group to group 3").ClickAsync();
        await pia.Page.GetByRole(AriaRole.Group, new() { Name = "Group 3.2" }).GetByLabel("Meets").SelectOptionAsync("all of these rules");
        await AddRuleAsync(pia, "Language", "group 3.2");
        await pia.Field("Language is").FillAsync("de, pt-BR");
        await AddRuleAsync(pia, "Users", "group 3.2");
        await pia.Field("Is one of the users").FillAsync("one\ntwo");
        await pia.Button("Remove rule 2").ClickAsync();

        await pia.Button("Save draft").ClickAsync();

        await Assertions.Expect(pia.Region("Audience")).ToContainTextAsync("app version from 3.2");
        var campaign = Assert.Single(await dashboard.ListAsync("Built by hand"));
        Assert.Equal(
            """{"all":[{"appVersion":{"from":"3.2"}},{"any":[{"inactiveForDays":30},{"all":[{"locale":["de","pt-BR"]},{"users":["one","two"]}]}]}]}""",
            campaign.Audience);
    }

    [BrowserFact]
    public async Task The_preview_counts_and_shows_while_one_types()
    {
        await dashboard.Host.Store.AddDevicesAsync("cy", 15);
        await using var pia = await dashboard.OpenAsync("pia", "/admin/campaigns/new");
        await AddRuleAsync(pia, "Language", "the audience");
        var preview = pia.Page.GetByRole(AriaRole.Complementary, new() { Name = "Preview" });

        await pia.Field("Language is").FillAsync("cy");
        await Assertions.Expect(preview).ToContainTextAsync("15 devices of 15 users");
        await Assertions.Expect(preview).ToContainTextAsync("10 devices of 10 users");
        await pia.Field("Title").FillAsync("Croeso");
        await Assertions.Expect(preview.GetByText("Croeso").First).ToBeVisibleAsync();
        await pia.Field("Language is").FillAsync("no such language");
        await Assertions.Expect(preview).ToContainTextAsync("Not counted yet");
    }

    [BrowserFact]
    public async Task What_was_typed_before_the_script_had_come_is_counted_too()
    {
        await dashboard.Host.Store.AddDevicesAsync("br", 15);
        await using var pia = await dashboard.OpenAsync("pia", "/admin/campaigns/new");
        var typed = new TaskCompletionSource();
        await pia.Page.RouteAsync("**/admin*.js", async route =>
        {
            await typed.Task;
            await route.ContinueAsync();
        });
        await AddRuleAsync(pia, "Language", "the audience");

        await pia.Field("Language is").FillAsync("br");
        typed.SetResult();

        await Assertions.Expect(pia.Page.GetByRole(AriaRole.Complementary, new() { Name = "Preview" })).ToContainTextAsync("15 devices of 15 users");
    }

    [BrowserFact]
    public async Task What_cannot_be_kept_is_said_at_its_field_and_what_was_typed_stays()
    {
        await using var pia = await dashboard.OpenAsync("pia", "/admin/campaigns/new");
        await pia.Field("Text").FillAsync("Typed already");
        await AddRuleAsync(pia, "App version", "the audience");
        await pia.Field("App version from").FillAsync("four");

        await pia.Button("Save draft").ClickAsync();

        await Assertions.Expect(pia.Alert).ToContainTextAsync("cannot be kept");
        await Assertions.Expect(pia.Field("Name")).ToHaveAccessibleDescriptionAsync("Only staff see it. Name the campaign, in one line of at most 200 characters.");
        await Assertions.Expect(pia.Field("App version from")).ToHaveAccessibleDescriptionAsync(AppVersion.Form);
        await Assertions.Expect(pia.Field("App version from")).ToHaveValueAsync("four");
        await Assertions.Expect(pia.Field("Text")).ToHaveValueAsync("Typed already");
    }

    [BrowserFact]
    public async Task What_somebody_else_has_saved_is_not_overwritten_unseen()
    {
        var id = (await dashboard.DraftAsync("Of two authors", """{"all":[]}""")).Id;
        await using var sam = await dashboard.OpenAsync("sam", $"/admin/campaigns/{id}/edit");
        await using var pia = await dashboard.OpenAsync("pia", $"/admin/campaigns/{id}/edit");
        await sam.Field("Title").FillAsync("By Sam");
        await pia.Field("Title").FillAsync("By Pia");
        await sam.Button("Save draft").ClickAsync();
        await Assertions.Expect(sam.Notice).ToContainTextAsync("saved");

        // A rule more shows the form again, and is no look at what Sam has saved.
        await AddRuleAsync(pia, "Platform", "the audience");
        await pia.Page.GetByLabel("iOS", new() { Exact = true }).CheckAsync();
        await pia.Button("Save draft").ClickAsync();

        await Assertions.Expect(pia.Alert).ToContainTextAsync("The campaign has changed");
        await Assertions.Expect(pia.Field("Title")).ToHaveValueAsync("By Pia");
        Assert.Equal("By Sam", (await dashboard.FindAsync(id)).Campaign.Content.Title);
    }

    [BrowserFact]
    public async Task A_form_that_is_sent_twice_makes_one_campaign_and_leads_to_it_both_times()
    {
        await using var pia = await dashboard.OpenAsync("pia", "/admin/campaigns/new");
        await pia.Field("Name").FillAsync("Only once");
        await pia.Field("Title").FillAsync("Hello");
        await pia.Field("Text").FillAsync("Once");

        // Twice by hand, past the script that holds the second one back.
        var answers = await pia.Page.EvaluateAsync<string[]>("""
            (async () => {
                const form = document.querySelector('form.composer'), send = () => fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
                return [(await send()).url, (await send()).url];
            })()
            """);

        var campaign = Assert.Single(await dashboard.ListAsync("Only once"));
        Assert.All(answers, url => Assert.EndsWith($"/admin/campaigns/{campaign.Id}", url, StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task A_duplicate_is_a_draft_of_its_own()
    {
        var original = await dashboard.DraftAsync("Original", CampaignScene.InLocale("mi"));
        await using var pia = await dashboard.OpenAsync("pia", $"/admin/campaigns/{original.Id}");

        await pia.Page.GetByText("Duplicate", new() { Exact = true }).First.ClickAsync();
        await pia.Button("Duplicate").ClickAsync();

        await Assertions.Expect(pia.Notice).ToContainTextAsync("duplicate");
        await Assertions.Expect(pia.Field("Language is")).ToHaveValueAsync("mi");
        var copy = Assert.Single(await dashboard.ListAsync("Copy of Original"));
        Assert.Equal((original.Content, original.Audience), (copy.Content, copy.Audience));
    }

    [BrowserFact]
    public async Task A_viewer_sees_it_all_and_can_do_nothing()
    {
        var draft = await dashboard.DraftAsync("For all eyes", CampaignScene.InLocale("sw"));
        await using var vera = await dashboard.OpenAsync("vera", "/admin/campaigns?state=draft");
        await Assertions.Expect(vera.Link("New campaign")).ToHaveCountAsync(0);

        await vera.Link("For all eyes").ClickAsync();
        await Assertions.Expect(vera.Region("Audience")).ToContainTextAsync("language sw");
        await Assertions.Expect(vera.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        foreach (var path in new[] { "/admin/campaigns/new", $"/admin/campaigns/{draft.Id}/edit" })
        {
            Assert.Equal(403, (await vera.GoAsync(path))!.Status);
        }
    }

    private static async Task AddRuleAsync(Visit visit, string rule, string group)
    {
        await visit.Page.GetByLabel($"Rule to add to {group}", new() { Exact = true }).SelectOptionAsync(rule);
        await visit.Button($"Add rule to {group}").ClickAsync();
    }
}
