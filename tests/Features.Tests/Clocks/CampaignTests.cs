using Mobile.Features.Campaigns;
using Mobile.Features.Data;
using Mobile.Features.Tests.Campaigns;

namespace Mobile.Features.Tests.Clocks;

/// <summary>A campaign is sent when staff have said, and not when a wrong clock says so.</summary>
public abstract class CampaignTests(TestHost host) : RunningScene(host)
{
    private static readonly TimeSpan FortyDays = TimeSpan.FromDays(40);

    public sealed class Sqlite(SqliteHost host) : CampaignTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : CampaignTests(host), IClassFixture<SqlServerHost>;

    [EngineFact]
    public async Task A_clock_ahead_begins_no_campaign_early_and_one_that_is_far_off_stays_scheduled()
    {
        await AddDevicesAsync(Devices(3));
        var campaign = await LaunchAsync(schedule: CampaignSchedule.At(Now.AddDays(200)));

        Clock.Step(TimeSpan.FromDays(201));
        await RunAsync();
        Clock.Step(-TimeSpan.FromDays(201));
        await RunAsync();
        Clock.Advance(ClockMonitor.Proof + TimeSpan.FromSeconds(1));
        await RunAsync();

        Assert.Empty(Named);
        Assert.Equal(CampaignStates.Scheduled, (await FindAsync(campaign.Id)).State);
    }

    [EngineFact]
    public async Task What_a_clock_ahead_has_put_off_is_sent_once_the_clock_has_settled()
    {
        await AddDevicesAsync(Devices(3));
        var campaign = await LaunchAsync();
        await RunAsync();
        Clock.Step(FortyDays);
        await Store.WriteAsync(
            "UPDATE deliveries SET state = 'queued', due_at = @now, settled_at = NULL, batch_id = NULL, attempts = 0 WHERE device_id = 'device-00001'",
            new { now = Clock.UnixMilliseconds() });
        await Store.WriteAsync("UPDATE push_counts SET devices = devices - 1 WHERE state = 'sent'");
        await Store.WriteAsync("UPDATE push_counts SET devices = devices + 1 WHERE state = 'queued'");
        await Store.WriteAsync("UPDATE campaigns SET state = 'running', ended_at = NULL, next_claim_at = @now", new { now = Clock.UnixMilliseconds() });
        await RunAsync();
        Assert.Equal(3, Named.Count());
        Clock.Step(-FortyDays);
        await RunAsync();

        Clock.Advance(ClockMonitor.Settling + TimeSpan.FromSeconds(1));
        await RunAsync();

        Assert.Equal(4, Named.Count());
        Assert.Equal("completed, sent 3", await StandAsync(campaign.Id));
    }
}
