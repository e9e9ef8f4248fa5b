using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;
using Mobile.Features.Campaigns;

namespace Mobile.Admin.Tests.Campaigns;

public sealed class RunCampaignTests(CampaignDashboard dashboard) : IClassFixture<CampaignDashboard>
{
    [BrowserFact]
    public async Task A_campaign_is_composed_approved_by_a_second_person_watched_paused_resumed_and_cancelled()
    {
        const int devices = 120;
        await dashboard.Host.Store.AddDevicesAsync("haw", devices);
        await using var sam = await dashboard.OpenAsync("sam", "/admin/campaigns");
        await sam.Link("New campaign").ClickAsync();
        await sam.Field("Name").FillAsync("Spring sale");
        await sam.Field("Title").FillAsync("Everything must go");
        await sam.Field("Text").FillAsync("Mugs at half the price");
        await sam.Field("Devices a minute").FillAsync("60");
        await sam.Field("Rule to add to the audience").SelectOptionAsync("Language");
        await sam.Button("Add rule to the audience").ClickAsync();
        await sam.Field("Language is").FillAsync("haw");
        await sam.Button("Save draft").ClickAsync();
        await Assertions.Expect(sam.Notice).ToContainTextAsync("The draft is saved");

        await Assertions.Expect(sam.Region("Schedule")).ToContainTextAsync("120 devices of 120 users");
        await sam.Button("Ask for approval").ClickAsync();
        await Assertions.Expect(sam.Region("Approval")).ToContainTextAsync("You have written on it");
        await Assertions.Expect(sam.Button("Approve for 120 devices")).ToHaveCountAsync(0);

        await using var pia = await dashboard.OpenAsync("pia", new Uri(sam.Page.Url).AbsolutePath);
        await pia.Button("Approve for 120 devices").ClickAsync();
        await Assertions.Expect(pia.Heading("Spring sale")).ToContainTextAsync("Running");

        // No reload from here on: the numbers grow by themselves.
        await pia.Page.EvaluateAsync("window.stayed = true");
        var sent = pia.Page.GetByRole(AriaRole.List, new() { Name = "Funnel" }).GetByRole(AriaRole.Listitem).Nth(1).Locator("strong");
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await Assertions.Expect(sent).Not.ToHaveTextAsync(await sent.InnerTextAsync());
        }

        Assert.True(await pia.Page.EvaluateAsync<bool>("window.stayed"));

        await pia.Button("Pause").ClickAsync();
        await Assertions.Expect(pia.Heading("Spring sale")).ToContainTextAsync("Paused");
        var id = pia.Page.Url.Split('/')[^1];
        Assert.Equal(CampaignStates.Paused, (await dashboard.FindAsync(id)).Campaign.State);

        // Whoever else looks on sees it without a reload of their own.
        await Assertions.Expect(sam.Heading("Spring sale")).ToContainTextAsync("Paused");

        await pia.Button("Resume").ClickAsync();
        await Assertions.Expect(pia.Heading("Spring sale")).ToContainTextAsync("Running");
        await pia.Page.GetByText("Cancel this campaign").ClickAsync();
        await Assertions.Expect(pia.Page.GetByText("of 120 recipients still wait and will not get it")).ToBeVisibleAsync();
        await pia.Button("Cancel the campaign").ClickAsync();
        await Assertions.Expect(pia.Heading("Spring sale")).ToContainTextAsync("Cancelled");
        await Assertions.Expect(pia.Region("Results")).ToContainTextAsync("The campaign was cancelled");

        var (campaign, results, _) = await dashboard.FindAsync(id);
        Assert.NotNull(campaign.EndedAt);
        Assert.InRange(results.Sent, 1, devices - 1);
        Assert.Equal(devices, results.Sent + results.Suppressed["cancelled"]);
        Assert.Equal(results.Sent, await dashboard.Host.Store.ReadAsync<long>("SELECT CAST(COUNT(*) AS bigint) FROM inbox_messages WHERE push_id = @id", new { id }));
    }

    [BrowserFact]
    public async Task Without_scripts_a_campaign_is_scheduled_taken_back_sent_paused_and_cancelled()
    {
        await dashboard.Host.Store.AddDevicesAsync("gsw", 10);
        var draft = await dashboard.DraftAsync("Quiet sale", CampaignScene.InLocale("gsw"), throttlePerMinute: 1);
        await using var pia = await dashboard.OpenAsync("pia", $"/admin/campaigns/{draft.Id}", Pages.WithoutScripts);

        await pia.Field("When").SelectOptionAsync("At a local time, where the device is");
        await pia.Field("Local time").First.FillAsync(dashboard.Host.Clock.GetUtcNow().AddDays(3).ToString("yyyy-MM-dd'T'HH:mm"));
        await pia.Button("Schedule for 10 devices").ClickAsync();
        await Assertions.Expect(pia.Notice).ToContainTextAsync("It is scheduled");
        Assert.Equal(ScheduleKind.Local, (await dashboard.FindAsync(draft.Id)).Campaign.Schedule!.Kind);
        await pia.Button("Return to draft").ClickAsync();
        await Assertions.Expect(pia.Notice).ToContainTextAsync("a draft again");

        await pia.Button("Schedule for 10 devices").ClickAsync();
        await dashboard.ReachAsync(draft.Id, CampaignStates.Running);
        await pia.GoAsync($"/admin/campaigns/{draft.Id}");
        await pia.Button("Pause").ClickAsync();
        await Assertions.Expect(pia.Notice).ToContainTextAsync("It is paused");
        await pia.Page.GetByText("Cancel this campaign").ClickAsync();
        await pia.Button("Cancel the campaign").ClickAsync();

        await Assertions.Expect(pia.Heading("Quiet sale")).ToContainTextAsync("Cancelled");
        Assert.Equal(CampaignStates.Cancelled, (await dashboard.FindAsync(draft.Id)).Campaign.State);
    }

    [BrowserFact]
    public async Task What_an_action_did_is_still_said_when_the_page_follows_the_next_change()
    {
        await dashboard.Host.Store.AddDevicesAsync("fy", 2);
        var id = (await dashboard.DraftAsync("Changing sale", CampaignScene.InLocale("fy"), throttlePerMinute: 1)).Id;
        await dashboard.ScheduleAsync(id);
        await dashboard.ReachAsync(id, CampaignStates.Running);
        await using var pia = await dashboard.OpenAsync("pia", $"/admin/campaigns/{id}");
        await pia.Button("Pause").ClickAsync();
        await Assertions.Expect(pia.Heading("Changing sale")).ToContainTextAsync("Paused");

        await dashboard.CancelAsync(id);

        await Assertions.Expect(pia.Heading("Changing sale")).ToContainTextAsync("Cancelled");
        await Assertions.Expect(pia.Notice).ToContainTextAsync("It is paused");
        await pia.Page.ReloadAsync();
        await Assertions.Expect(pia.Heading("Changing sale")).ToContainTextAsync("Cancelled");
        await Assertions.Expect(pia.Notice).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task What_somebody_else_has_ended_meanwhile_is_refused_with_the_reason()
    {
        await dashboard.Host.Store.AddDevicesAsync("eu", 2);
        var id = (await dashboard.DraftAsync("Taken away", CampaignScene.InLocale("eu"), throttlePerMinute: 1)).Id;
        await dashboard.ScheduleAsync(id);
        await dashboard.ReachAsync(id, CampaignStates.Running);
        await using var pia = await dashboard.OpenAsync("pia", $"/admin/campaigns/{id}", Pages.WithoutScripts);
        await dashboard.PauseAsync(id);

        await pia.Button("Pause").ClickAsync();

        await Assertions.Expect(pia.Alert).ToContainTextAsync("The campaign is paused; this cannot be done with it now.");
        await Assertions.Expect(pia.Region("History")).ToContainTextAsync("Paused");
    }

    [BrowserFact]
    public async Task What_nobody_knows_is_decided_by_a_person()
    {
        await dashboard.Host.Store.AddDevicesAsync("yo", 3);
        var id = (await dashboard.DraftAsync("Doubtful sale", CampaignScene.InLocale("yo"))).Id;
        await dashboard.ScheduleAsync(id);
        await dashboard.ReachAsync(id, CampaignStates.Completed);

        // As a worker leaves it whose connection broke.
        await dashboard.Host.Store.WriteAsync("""
            UPDATE deliveries SET state = 'unknown', reason = 'no-reply', attention_at = settled_at WHERE push_id = @id;
            UPDATE push_counts SET devices = 0 WHERE push_id = @id AND state = 'sent';
            INSERT INTO push_counts (push_id, state, reason, devices) VALUES (@id, 'unknown', 'no-reply', 3);
            DELETE FROM inbox_messages WHERE push_id = @id AND device_id = 'yo-1';
            """, new { id });
        await using var pia = await dashboard.OpenAsync("pia", $"/admin/campaigns/{id}");

        await pia.Page.GetByText("Send to them again").ClickAsync();
        await pia.Button("Send again to 3 devices").ClickAsync();
        await Assertions.Expect(pia.Notice).ToContainTextAsync("sent again to 3 devices");
        await Assertions.Expect(pia.Heading("Doubtful sale")).ToContainTextAsync("Completed");

        Assert.Equal((3, 0), await SentAndUnknownAsync(id));
        Assert.Equal(3, await dashboard.Host.Store.ReadAsync<long>("SELECT CAST(COUNT(*) AS bigint) FROM inbox_messages WHERE push_id = @id", new { id }));
    }

    private async Task<(long Sent, long Unknown)> SentAndUnknownAsync(string id)
    {
        var results = (await dashboard.FindAsync(id)).Results;
        return (results.Sent, results.Unknown);
    }
}
