using System.Globalization;
using Mobile.Features.Campaigns;
using Mobile.Features.Data;
using Mobile.Features.Tests.Push.Sending;

namespace Mobile.Features.Tests.Campaigns;

/// <summary>Sent when it is time where the device is: alone, with a throttle, and with quiet hours.</summary>
public abstract class LocalTimeCampaignTests(TestHost host) : RunningScene(host)
{
    private const string Kathmandu = "Asia/Kathmandu";
    private const string Kolkata = "Asia/Kolkata";
    private const string Auckland = "Pacific/Auckland";
    private const string NewYork = "America/New_York";

    public sealed class Sqlite(SqliteApiHost host) : LocalTimeCampaignTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : LocalTimeCampaignTests(host), IClassFixture<SqlServerApiHost>;

    [EngineFact]
    public async Task Each_device_gets_it_when_clocks_show_the_time_where_it_is()
    {
        string[] zones = [NewYork, "Etc/UTC", Kathmandu, Auckland, "Not/Known", "GMT+03:00", "Asia/Calcutta", "Etc/Unknown"];
        await AddDevicesAsync(zones.Select((zone, i) => new TestDevice($"device-{i}", $"user-{i}", Zone: zone)));
        var nine = Now.UtcDateTime.Date.AddDays(2).AddHours(9);
        var shown = new Dictionary<string, DateTime>(StringComparer.Ordinal);
        Gateway.Answer = targets =>
        {
            foreach (var target in targets)
            {
                var zone = zones[int.Parse(target.DeviceId[^1..], CultureInfo.InvariantCulture)];
                shown[zone] = zone switch
                {
                    "Not/Known" or "Etc/Unknown" => Now.UtcDateTime,
                    "GMT+03:00" => Now.UtcDateTime.AddHours(3),
                    _ => TimeZoneInfo.ConvertTime(Now, TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime,
                };
            }

            return Task.FromResult(ScriptedGateway.Accepted);
        };

        var campaign = await LaunchAsync(schedule: CampaignSchedule.Local(nine));
        await RunToTheEndAsync(campaign);

        Assert.Equal(zones.Order(StringComparer.Ordinal), shown.Keys.Order(StringComparer.Ordinal));
        Assert.All(shown.Values, time => Assert.InRange(time, nine, nine.AddMinutes(1)));
        Assert.Equal("completed, sent 8", await StandAsync(campaign.Id));
        Assert.Equal(nine.AddHours(-5.75), (await DueAsync("device-2")).UtcDateTime);
    }

    [EngineTheory]
    [InlineData("Europe/Berlin")]
    [InlineData(Auckland)]
    public async Task A_time_that_clocks_skip_is_an_hour_later_and_one_that_they_show_twice_is_the_first(string name)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        await AddDeviceAsync(new("device", "alice", Zone: name));
        foreach (var forward in new[] { true, false })
        {
            var change = NextChange(zone, forward);
            var before = change + zone.GetUtcOffset(change.AddHours(-1));
            var local = before.DateTime.AddMinutes(forward ? 30 : -30);
            Assert.True(forward ? zone.IsInvalidTime(local) : zone.IsAmbiguousTime(local));

            var campaign = await LaunchAsync(schedule: CampaignSchedule.Local(local));
            MoveTo(campaign.PrepareAt!.Value);
            await RunAsync();
            var due = await DueAsync("device");

            Assert.Equal(forward ? change.AddMinutes(30) : change.AddMinutes(-30), due);
            Assert.Equal(forward ? local.AddHours(1) : local, TimeZoneInfo.ConvertTime(due, zone).DateTime);
            MoveTo(due.AddSeconds(-5));
            await RunAsync();
            Assert.Equal("running, queued 1", await StandAsync(campaign.Id));
            MoveTo(due);
            await RunAsync();
            Assert.Equal("completed, sent 1", await StandAsync(campaign.Id));
            await Store.WriteAsync("DELETE FROM deliveries");
        }
    }

    [EngineFact]
    public async Task Where_the_time_was_over_already_nobody_gets_it_late()
    {
        await AddDevicesAsync([new("auckland", "a", Zone: Auckland), new("utc", "b"), new("new-york", "c", Zone: NewYork)]);
        var campaign = await LaunchAsync(schedule: CampaignSchedule.Local(Minute(Now.UtcDateTime).AddMinutes(90)));

        await RunToTheEndAsync(campaign);

        Assert.Equal("completed, sent 2, suppressed local-time-passed 1", await StandAsync(campaign.Id));
        Assert.Equal("local-time-passed", await StateAsync(campaign.Id, "auckland"));
    }

    [EngineFact]
    public async Task A_worker_that_was_away_at_the_time_sends_late_rather_than_never()
    {
        await AddDeviceAsync(new("device", "alice", Zone: Kathmandu));
        var campaign = await LaunchAsync(schedule: CampaignSchedule.Local(Now.UtcDateTime.Date.AddDays(2)));

        Clock.Advance(TimeSpan.FromDays(3));
        await RunAsync();

        Assert.Equal("completed, sent 1", await StandAsync(campaign.Id));
    }

    [EngineFact]
    public async Task Throttle_and_local_time_work_together_also_over_two_workers()
    {
        const int rate = 6;
        await AddDevicesAsync(Devices(120, (i, device) => device with { Zone = i < 100 ? Kathmandu : Kolkata }));
        IServiceProvider[] workers = [Services, await StartNodeAsync()];
        var local = Now.UtcDateTime.Date.AddDays(2).AddHours(10);
        var campaign = await LaunchAsync(Draft() with { ThrottlePerMinute = rate }, CampaignSchedule.Local(local));
        for (var i = 0; (await FindAsync(campaign.Id)).State != CampaignStates.Completed; i++)
        {
            Assert.InRange(i, 0, 300);
            var next = await RunAsync(workers[i % 2]) ?? await RunAsync(workers[(i + 1) % 2]);
            MoveTo(next > Now ? next.Value : Now);
        }

        Assert.Equal("completed, sent 120", await StandAsync(campaign.Id));
        Assert.Equal((120, 120), (Named.Count(), Named.Distinct().Count()));
        Assert.All(workers, worker => Assert.NotEmpty(GatewayOf(worker).Named));
        var began = new DateTimeOffset(local, TimeSpan.Zero).AddHours(-5.75).ToUnixTimeMilliseconds();
        var claimed = await Store.QueryAsync<Claimed>("SELECT device_id AS Device, attempted_at AS At FROM deliveries ORDER BY attempted_at");
        Assert.All(claimed, one => Assert.True(one.At >= (string.CompareOrdinal(one.Device, "device-00100") < 0 ? began : began + 900_000), $"{one} is early."));
        Assert.All(claimed, one => Assert.InRange(claimed.Count(other => other.At >= one.At && other.At < one.At + 60_000), 1, rate));
        Assert.InRange(TimeSpan.FromMilliseconds(claimed[^1].At - began), TimeSpan.FromMinutes(19), TimeSpan.FromMinutes(23));
    }

    [EngineTheory]
    [InlineData(Kathmandu, true)]
    [InlineData(Auckland, true)]
    [InlineData(Auckland, false)]
    public async Task Quiet_hours_over_midnight_are_honoured_unless_the_campaign_says_otherwise(string name, bool honours)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        await AddDevicesAsync([new("quiet", "alice", Zone: name, Quiet: (22 * 60, (7 * 60) + 30)), new("loud", "bob", Zone: name)]);
        var eleven = Now.UtcDateTime.Date.AddDays(2).AddHours(23);
        var campaign = await LaunchAsync(Draft() with { HonoursQuietHours = honours }, CampaignSchedule.Local(eleven));
        var shown = new Dictionary<string, DateTime>(StringComparer.Ordinal);
        Gateway.Answer = targets =>
        {
            foreach (var target in targets)
            {
                shown.Add(target.DeviceId, TimeZoneInfo.ConvertTime(Now, zone).DateTime);
            }

            return Task.FromResult(ScriptedGateway.Accepted);
        };

        await RunToTheEndAsync(campaign);

        Assert.InRange(shown["loud"], eleven, eleven.AddMinutes(1));
        var expected = honours ? eleven.Date.AddDays(1).AddHours(7.5) : eleven;
        Assert.InRange(shown["quiet"], expected, expected.AddMinutes(1));
    }

    private static DateTime Minute(DateTime time) => time.Date.AddHours(time.Hour).AddMinutes(time.Minute);

    /// <summary>When clocks are next put forward or back; far enough away to be scheduled.</summary>
    private DateTimeOffset NextChange(TimeZoneInfo zone, bool forward)
    {
        var hour = new DateTimeOffset(Now.UtcDateTime.Date.AddDays(3), TimeSpan.Zero);
        while (Math.Sign((zone.GetUtcOffset(hour) - zone.GetUtcOffset(hour.AddHours(-1))).Ticks) != (forward ? 1 : -1))
        {
            hour = hour.AddHours(1);
        }

        if (hour - Now > TimeSpan.FromDays(300))
        {
            Clock.Advance(TimeSpan.FromDays(100));
        }

        return hour;
    }

    private async Task RunToTheEndAsync(Campaign campaign)
    {
        for (var i = 0; i < 50 && (await FindAsync(campaign.Id)).State != CampaignStates.Completed; i++)
        {
            MoveTo(await RunAsync() is { } next && next > Now ? next : Now);
        }
    }

    private async Task<DateTimeOffset> DueAsync(string device) =>
        (await Store.ReadAsync<long>("SELECT due_at FROM deliveries WHERE device_id = @device", new { device })).ToTime();

    private sealed record Claimed(string Device, long At);
}
