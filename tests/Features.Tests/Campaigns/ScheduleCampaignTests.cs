using Mobile.Features.Campaigns;
using Mobile.Features.Campaigns.Composing;
using Mobile.Features.Campaigns.Running;
using Mobile.Features.Pipeline.Paging;

namespace Mobile.Features.Tests.Campaigns;

/// <summary>When a campaign is sent, and how staff find it.</summary>
public abstract class ScheduleCampaignTests(TestHost host) : CampaignScene(host)
{
    public sealed class Sqlite(SqliteApiHost host) : ScheduleCampaignTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : ScheduleCampaignTests(host), IClassFixture<SqlServerApiHost>;

    [EngineFact]
    public async Task A_campaign_is_prepared_when_its_first_device_is_due()
    {
        var (at, local) = (Minute(Now).AddHours(2), Minute(Now).DateTime.AddDays(2));

        var sentNow = await ScheduleAsync(await SaveAsync(Draft()));
        var sentAt = await ScheduleAsync(await SaveAsync(Draft()), CampaignSchedule.At(at.ToOffset(TimeSpan.FromHours(5.75))));
        var sentLocally = await ScheduleAsync(await SaveAsync(Draft()), CampaignSchedule.Local(local));

        Assert.InRange(sentNow.PrepareAt!.Value, Now.AddMinutes(-1), Now);
        Assert.Equal(at, sentAt.PrepareAt);
        Assert.Equal(new DateTimeOffset(local, TimeSpan.FromHours(14)), sentLocally.PrepareAt);
        Assert.Equal(CampaignSchedule.Local(local), (await FindAsync(sentLocally.Id)).Schedule);
        Assert.Equal(CampaignSchedule.At(at), (await FindAsync(sentAt.Id)).Schedule);
    }

    [EngineFact]
    public async Task A_time_that_cannot_be_is_refused()
    {
        var draft = await SaveAsync(Draft());
        (string Member, CampaignSchedule Schedule)[] wrong =
        [
            ("sendAt", CampaignSchedule.At(Now.AddMinutes(-1))),
            ("sendAt", CampaignSchedule.At(Now.AddDays(366))),
            ("sendAt", new(ScheduleKind.At)),
            ("sendAt", new(ScheduleKind.Now, SendAt: Now.AddHours(1))),
            ("localTime", new(ScheduleKind.Local)),
            ("localTime", new(ScheduleKind.Now, LocalTime: Minute(Now).DateTime.AddDays(1))),
            ("localTime", CampaignSchedule.Local(Minute(Now).DateTime.AddHours(-13))),
            ("localTime", CampaignSchedule.Local(Minute(Now).DateTime.AddDays(367))),
            ("localTime", CampaignSchedule.Local(Minute(Now).DateTime.AddDays(1).AddSeconds(1))),
            ("localTime", CampaignSchedule.Local(DateTime.MaxValue)),
            ("localTime", CampaignSchedule.Local(DateTime.MinValue)),
        ];

        foreach (var (member, schedule) in wrong)
        {
            await AssertInvalidAsync(member, (ScheduleCampaign.Handler handler) => handler.ScheduleAsync(new(draft.Id, schedule), default));
        }

        await ScheduleAsync(draft, CampaignSchedule.Local(Minute(Now).DateTime.AddHours(-11)));
        await Author.AssertRefusedAsync("campaign-not-found", (ScheduleCampaign.Handler handler) => handler.ScheduleAsync(new("nobody", CampaignSchedule.Now), default));
    }

    [EngineFact]
    public async Task What_returns_to_draft_is_scheduled_anew()
    {
        var scheduled = await ScheduleAsync(await SaveAsync(Draft()), CampaignSchedule.At(Now.AddHours(1)));

        var draft = await Author.GetAsync((ReturnToDraft.Handler handler) => handler.ReturnAsync(scheduled.Id, scheduled.Revision, default));

        Assert.Equal((CampaignStates.Draft, null, null, null), (draft.State, draft.Schedule, draft.Scheduled, draft.PrepareAt));
        Assert.Equal(draft, await FindAsync(draft.Id));
        Assert.Equal(["sam campaign-drafted", "sam campaign-scheduled", "sam campaign-returned-to-draft"], await AuditAsync(draft.Id));
    }

    [EngineFact]
    public async Task A_list_shows_each_campaign_once_newest_first_also_of_one_moment()
    {
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add((await SaveAsync(Draft() with { Name = $"No. {i}" })).Id);
        }

        await Store.WriteAsync("UPDATE campaigns SET created_at = 1000");
        await Store.WriteAsync("UPDATE campaigns SET state = 'running' WHERE id IN @some", new { some = ids.Take(3) });
        await Store.WriteAsync("INSERT INTO push_counts (push_id, state, reason, devices) VALUES (@id, 'failed', 'bad-request', 2)", new { id = ids[0] });

        var listed = new List<ListCampaigns.Item>();
        Position? next = null;
        do
        {
            var page = await ListAsync(new(After: next, Limit: 3));
            listed.AddRange(page.Items);
            next = page.Next;
        }
        while (next is not null);

        Assert.Equal(ids.OrderDescending(StringComparer.Ordinal), listed.Select(item => item.Campaign.Id));
        Assert.Equal(2, listed.Single(item => item.Campaign.Id == ids[0]).Results.Failed["bad-request"]);
        Assert.Equal(3, (await ListAsync(new(State: CampaignStates.Running))).Items.Count);
        Assert.Empty((await ListAsync(new(State: "no state"))).Items);
    }

    [EngineFact]
    public async Task A_list_is_searched_by_a_part_of_the_name_of_which_no_character_has_a_meaning()
    {
        foreach (var name in new[] { "Spring sale", "50% off", "50 off", "a_b", "acb", "[x]", @"back\slash" })
        {
            await SaveAsync(Draft() with { Name = name });
        }

        await AssertFoundAsync("SPRING", "Spring sale");
        await AssertFoundAsync("50%", "50% off");
        await AssertFoundAsync("off", "50 off", "50% off");
        await AssertFoundAsync("a_b", "a_b");
        await AssertFoundAsync("[x", "[x]");
        await AssertFoundAsync(@"k\s", @"back\slash");
        Assert.Empty((await ListAsync(new(State: CampaignStates.Running, Name: "off"))).Items);

        async Task AssertFoundAsync(string text, params string[] names) =>
            Assert.Equal(names, (await ListAsync(new(Name: text))).Items.Select(item => item.Campaign.Name));
    }

    private Task<ListCampaigns.Page> ListAsync(ListCampaigns.Query query) =>
        Desk.OfViewer(Services).AskAsync((ListCampaigns.Handler handler) => handler.ListAsync(query, default));

    private static DateTimeOffset Minute(DateTimeOffset time) => new(time.Year, time.Month, time.Day, time.Hour, time.Minute, 0, TimeSpan.Zero);
}
