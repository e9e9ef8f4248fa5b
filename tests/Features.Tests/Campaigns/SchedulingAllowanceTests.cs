using Mobile.Features.Campaigns;
using Mobile.Features.Campaigns.Composing;
using Mobile.Features.Campaigns.Running;

namespace Mobile.Features.Tests.Campaigns;

/// <summary>Many small campaigns of one person are as large as one: above the threshold, within a day, a second person approves.</summary>
public abstract class SchedulingAllowanceTests(TestHost host) : RunningScene(host)
{
    private const int Size = 30;

    public sealed class Sqlite(SqliteApiHost host) : SchedulingAllowanceTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : SchedulingAllowanceTests(host), IClassFixture<SqlServerApiHost>;

    [EngineFact]
    public async Task Small_campaigns_of_one_person_are_added_up_within_a_day()
    {
        await AddAsync(Size);

        Assert.Equal([true, true, true, false, false], await ScheduleManyAsync(5));

        // Of another person the sum is another; and after a day it begins anew.
        Assert.True(await IsAloneAsync(SecondPerson));
        Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal([true, true, true, false], await ScheduleManyAsync(4));
    }

    [EngineFact]
    public async Task A_new_account_is_the_same_person()
    {
        await AddAsync(Size);
        await ScheduleManyAsync(3);

        Assert.False(await IsAloneAsync(new Desk(Services, "new-account", "push") { PersonKey = Author.PersonKey }));
    }

    [EngineFact]
    public async Task Campaigns_that_are_sent_on_one_day_are_added_up_whenever_they_were_scheduled()
    {
        await AddAsync(Size);
        var at = Now.AddDays(30);
        for (var day = 0; day < 3; day++)
        {
            Assert.True(await IsAloneAsync(Author, CampaignSchedule.At(at.AddHours(day))));
            Clock.Advance(TimeSpan.FromHours(25));
        }

        Assert.False(await IsAloneAsync(Author, CampaignSchedule.At(at.AddHours(23))));
        Assert.True(await IsAloneAsync(Author, CampaignSchedule.At(at.AddHours(26))));
    }

    [EngineFact]
    public async Task What_waits_was_returned_cancelled_or_approved_is_not_added()
    {
        await AddAsync(Threshold);
        var returned = await ScheduleAsync(await SaveAsync(Draft()), CampaignSchedule.At(Now.AddHours(1)));
        await Author.GetAsync((ReturnToDraft.Handler handler) => handler.ReturnAsync(returned.Id, returned.Revision, default));
        var cancelled = await ScheduleAsync(await SaveAsync(Draft()), CampaignSchedule.At(Now.AddHours(1)));
        await Author.GetAsync((CancelCampaign.Handler handler) => handler.CancelAsync(cancelled.Id, null, default));
        await AddDevicesAsync([new TestDevice("one-more", "one-more")]);
        var large = await ScheduleAsync(await SaveAsync(Draft()), CampaignSchedule.At(Now.AddHours(1)));
        Assert.Equal(CampaignStates.AwaitingApproval, large.State);
        await Store.WriteAsync("UPDATE devices SET unregistered_at = 1 WHERE id = 'one-more'");

        Assert.True(await IsAloneAsync(Author, CampaignSchedule.At(Now.AddHours(2))));
        Assert.False(await IsAloneAsync(Author));

        await Store.WriteAsync("DELETE FROM campaigns WHERE state = 'scheduled'");
        await SecondPerson.GetAsync((ApproveCampaign.Handler handler) => handler.ApproveAsync(new(large.Id, large.Revision), default));
        Assert.True(await IsAloneAsync(Author));
    }

    [EngineFact]
    public async Task A_duplicate_of_one_that_was_sent_is_added_to_it()
    {
        await AddAsync(Threshold);
        var first = await ScheduleAsync(await SaveAsync(Draft()));
        await RunAsync();
        Assert.Equal(CampaignStates.Completed, (await FindAsync(first.Id)).State);

        var copy = await Author.GetAsync((DuplicateCampaign.Handler handler) => handler.DuplicateAsync(first.Id, null, default));

        Assert.Equal(CampaignStates.AwaitingApproval, (await ScheduleAsync(copy)).State);
    }

    [EngineFact]
    public async Task Of_two_that_are_scheduled_at_once_only_one_is_within_the_threshold()
    {
        await AddAsync(Threshold);
        for (var seed = 0; seed < 10; seed++)
        {
            var drafts = new[] { await SaveAsync(Draft()), await SaveAsync(Draft()), await SaveAsync(Draft()) };

            var scheduled = await Task.WhenAll(drafts.Select(draft => Task.Run(() => ScheduleAsync(draft, CampaignSchedule.At(Now.AddHours(1))))));

            Assert.Single(scheduled, campaign => campaign.State == CampaignStates.Scheduled);
            await Store.WriteAsync("DELETE FROM campaigns");
            await Store.WriteAsync("DELETE FROM campaign_schedulers");
        }
    }

    [EngineFact]
    public async Task Audiences_that_grow_after_they_were_counted_are_added_up_when_recipients_are_chosen()
    {
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add((await ScheduleAsync(await SaveAsync(Draft()), CampaignSchedule.At(Now.AddMinutes(i + 1)))).Id);
        }

        await AddAsync(Size + 10);
        Clock.Advance(TimeSpan.FromMinutes(6));
        await RunAsync();

        var campaigns = await Task.WhenAll(ids.Select(FindAsync));
        Assert.Equal(2, campaigns.Count(campaign => campaign.State == CampaignStates.Completed));
        Assert.Equal(2, campaigns.Count(campaign => campaign is { State: CampaignStates.AwaitingApproval, SnapshotAfter: not null }));
        Assert.Equal(2 * (Size + 10), await Store.ReadAsync<long>("SELECT CAST(COUNT(*) AS bigint) FROM deliveries WHERE state = 'sent'"));
    }

    private Task AddAsync(int devices) => AddDevicesAsync(Enumerable.Range(0, devices).Select(i => new TestDevice($"device-{i:000}", $"user-{i:000}")));

    private async Task<IReadOnlyList<bool>> ScheduleManyAsync(int count)
    {
        var alone = new List<bool>();
        for (var i = 0; i < count; i++)
        {
            alone.Add(await IsAloneAsync(Author));
        }

        return alone;
    }

    /// <summary>Schedules another campaign for everybody.</summary>
    /// <returns>Whether nobody else has to approve it.</returns>
    private async Task<bool> IsAloneAsync(Desk desk, CampaignSchedule? schedule = null)
    {
        var draft = await SaveAsync(Draft(), desk);
        var campaign = await desk.GetAsync(
            (ScheduleCampaign.Handler handler) => handler.ScheduleAsync(new(draft.Id, schedule ?? CampaignSchedule.At(Now.AddMinutes(1))), default));
        return campaign.State == CampaignStates.Scheduled;
    }
}
