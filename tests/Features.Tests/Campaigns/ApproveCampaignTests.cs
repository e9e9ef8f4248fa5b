using Mobile.Features.Campaigns;
using Mobile.Features.Campaigns.Composing;
using Mobile.Features.Campaigns.Running;

namespace Mobile.Features.Tests.Campaigns;

/// <summary>Above the threshold two people agree, and the second has had no part in it.</summary>
public abstract class ApproveCampaignTests(TestHost host) : CampaignScene(host)
{
    public sealed class Sqlite(SqliteApiHost host) : ApproveCampaignTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : ApproveCampaignTests(host), IClassFixture<SqlServerApiHost>;

    [EngineTheory]
    [InlineData(Threshold, CampaignStates.Scheduled)]
    [InlineData(Threshold + 1, CampaignStates.AwaitingApproval)]
    public async Task Above_the_threshold_a_campaign_waits_for_approval(int devices, string state)
    {
        await AddDevicesAsync(Enumerable.Range(0, devices).Select(i => new TestDevice($"device-{i}", $"user-{i}")));

        Assert.Equal(state, (await ScheduleAsync(await SaveAsync(Draft()))).State);
    }

    [EngineFact]
    public async Task A_second_person_approves_what_they_have_seen()
    {
        var campaign = await AwaitAsync(await SaveAsync(Draft()));

        await SecondPerson.AssertRefusedAsync("campaign-changed", Approve(campaign.Id, campaign.Revision - 1));
        var approved = await SecondPerson.GetAsync(Approve(campaign.Id, campaign.Revision));

        Assert.Equal((CampaignStates.Scheduled, "pia"), (approved.State, approved.Approved?.UserId));
        Assert.Equal(["sam campaign-drafted", "sam campaign-scheduled", "pia campaign-approved"], await AuditAsync(campaign.Id));
    }

    [EngineFact]
    public async Task Nobody_approves_who_has_ever_written_on_it()
    {
        var draft = await SaveAsync(Draft());
        await SaveAsync(Draft() with { Id = draft.Id, Name = "By Pia" }, SecondPerson);
        await SaveAsync(Draft() with { Id = draft.Id, Name = "By Paul" }, Paul);
        await SaveAsync(Draft() with { Id = draft.Id, Name = "By Sam" });
        var campaign = await AwaitAsync(draft);

        Assert.Equal(["paul", "pia", "sam"], (await DetailsAsync(draft.Id)).Authors);
        foreach (var author in new[] { Author, SecondPerson, Paul })
        {
            await author.AssertRefusedAsync("second-person-required", Approve(campaign.Id, campaign.Revision));
        }

        Assert.Equal("quinn", (await new Desk(Services, "quinn", "push").GetAsync(Approve(campaign.Id, campaign.Revision))).Approved?.UserId);
    }

    [EngineFact]
    public async Task Nobody_approves_what_they_have_scheduled()
    {
        var draft = await SaveAsync(Draft(), Paul);
        var campaign = await AwaitAsync(draft);

        await Author.AssertRefusedAsync("second-person-required", Approve(campaign.Id, campaign.Revision));
        await Paul.AssertRefusedAsync("second-person-required", Approve(campaign.Id, campaign.Revision));
        await SecondPerson.GetAsync(Approve(campaign.Id, campaign.Revision));
    }

    [EngineFact]
    public async Task Nobody_approves_under_another_account_what_they_have_written_or_scheduled()
    {
        var draft = await SaveAsync(Draft(), Paul);
        var campaign = await AwaitAsync(draft);

        foreach (var person in new[] { Author.PersonKey, Paul.PersonKey })
        {
            var again = new Desk(Services, "new-account", "push") { PersonKey = person };
            await again.AssertRefusedAsync("second-person-required", Approve(campaign.Id, campaign.Revision));
            Assert.True((await again.GetAsync((GetCampaign.Handler handler) => handler.GetAsync(campaign.Id, default))).IsByCaller);
        }

        var approved = await SecondPerson.GetAsync(Approve(campaign.Id, campaign.Revision));
        Assert.Equal((Author.PersonKey, SecondPerson.PersonKey), (approved.Scheduled?.PersonKey, approved.Approved?.PersonKey));
        Assert.Equal(approved, await FindAsync(campaign.Id));
    }

    [EngineFact]
    public async Task What_was_written_under_an_account_that_nobody_has_any_more_is_approved_by_nobody()
    {
        var campaign = await AwaitAsync(await SaveAsync(Draft()));
        await Store.WriteAsync("UPDATE campaign_authors SET person_key = NULL");
        await Store.WriteAsync("""
            INSERT INTO users (id, issuer, subject, created_at, updated_at, deleted_at) VALUES ('gone', 'deleted', 'gone', 1, 1, 1)
            """);
        await Store.WriteAsync("INSERT INTO campaign_authors (campaign_id, user_id) VALUES (@Id, 'gone')", new { campaign.Id });

        await SecondPerson.AssertRefusedAsync("second-person-required", Approve(campaign.Id, campaign.Revision));

        await Store.WriteAsync("DELETE FROM campaign_authors WHERE user_id = 'gone'");
        await Store.WriteAsync("DELETE FROM users WHERE id = 'gone'");
        await SecondPerson.GetAsync(Approve(campaign.Id, campaign.Revision));
    }

    [EngineFact]
    public async Task What_is_written_after_an_approval_needs_another()
    {
        var campaign = await AwaitAsync(await SaveAsync(Draft()));
        var approved = await SecondPerson.GetAsync(Approve(campaign.Id, campaign.Revision));

        await Author.GetAsync((ReturnToDraft.Handler handler) => handler.ReturnAsync(campaign.Id, approved.Revision, default));
        var draft = await SaveAsync(Draft() with { Id = campaign.Id, Name = "Changed" });
        var again = await ScheduleAsync(draft);

        Assert.Equal(CampaignStates.AwaitingApproval, again.State);
        Assert.Null(again.Approved);
    }

    [EngineFact]
    public async Task An_approval_that_comes_too_late_says_so_first()
    {
        var campaign = await AwaitAsync(await SaveAsync(Draft()), CampaignSchedule.At(Now.AddMinutes(10)));
        Clock.Advance(TimeSpan.FromMinutes(11));

        await SecondPerson.AssertRefusedAsync("schedule-has-passed", Approve(campaign.Id, campaign.Revision));
        var late = await SecondPerson.GetAsync(
            (ApproveCampaign.Handler handler) => handler.ApproveAsync(new(campaign.Id, campaign.Revision, EvenIfLate: true), default));

        Assert.Equal(CampaignStates.Scheduled, late.State);
        Assert.InRange(late.PrepareAt!.Value, Now.AddMinutes(-1), Now);
    }

    [EngineFact]
    public async Task A_local_time_that_is_over_everywhere_is_not_approved_at_all()
    {
        var campaign = await AwaitAsync(await SaveAsync(Draft()), CampaignSchedule.Local(Midnight(Now.UtcDateTime)));
        Clock.Advance(TimeSpan.FromHours(37));

        await SecondPerson.AssertRefusedAsync(
            "schedule-has-passed", (ApproveCampaign.Handler handler) => handler.ApproveAsync(new(campaign.Id, campaign.Revision, EvenIfLate: true), default));
    }

    private static DateTime Midnight(DateTime now) => now.Date.AddDays(1);

    private Desk Paul => new(Services, "paul", "push");

    private static Func<ApproveCampaign.Handler, Task<Features.Pipeline.Outcome<Campaign>>> Approve(string id, long seenRevision) =>
        handler => handler.ApproveAsync(new(id, seenRevision), default);

    private async Task<Campaign> AwaitAsync(Campaign draft, CampaignSchedule? schedule = null)
    {
        await AddDevicesAsync(Enumerable.Range(0, Threshold + 1).Select(i => new TestDevice($"device-{i}", $"user-{i}")));
        var campaign = await ScheduleAsync(draft, schedule);
        Assert.Equal(CampaignStates.AwaitingApproval, campaign.State);
        return campaign;
    }
}
