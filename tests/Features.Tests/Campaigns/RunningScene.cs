using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Campaigns;
using Mobile.Features.Campaigns.Composing;
using Mobile.Features.Campaigns.Running;
using Mobile.Features.Push;
using Mobile.Features.Tests.Push.Sending;

namespace Mobile.Features.Tests.Campaigns;

/// <summary>Campaigns that run: the test lets the worker run when it likes, by a clock that it moves.</summary>
public abstract class RunningScene(TestHost host) : CampaignScene(host)
{
    /// <summary>Whom the gateways of all nodes were told to send to.</summary>
    protected IEnumerable<string> Named => Nodes.SelectMany(node => GatewayOf(node).Named);

    protected static ScriptedGateway GatewayOf(IServiceProvider node) => (ScriptedGateway)node.GetRequiredService<IPushGateway>();

    protected Task<DateTimeOffset?> RunAsync(IServiceProvider? node = null) => (node ?? Services).GetRequiredService<CampaignRunner>().RunAsync(default);

    /// <summary>A draft, scheduled and, where it is large, approved.</summary>
    protected async Task<Campaign> LaunchAsync(DraftCampaign.Change? draft = null, CampaignSchedule? schedule = null)
    {
        var campaign = await ScheduleAsync(await SaveAsync(draft ?? Draft()), schedule);
        return campaign.State == CampaignStates.AwaitingApproval
            ? await SecondPerson.GetAsync((ApproveCampaign.Handler handler) => handler.ApproveAsync(new(campaign.Id, campaign.Revision), default))
            : campaign;
    }

    /// <summary>A campaign whose audience has grown beyond the threshold when its time comes, one device more.</summary>
    protected async Task<Campaign> OutgrowAsync()
    {
        await AddDevicesAsync(Devices(Threshold));
        var campaign = await LaunchAsync(schedule: CampaignSchedule.At(Now.AddHours(1)));
        await AddDeviceAsync(new("one-more", "one-more"));
        Clock.Advance(TimeSpan.FromHours(2));
        await RunAsync();
        return await FindAsync(campaign.Id);
    }

    protected Task<Campaign> ApproveLateAsync(Campaign campaign) => SecondPerson.GetAsync(
        (ApproveCampaign.Handler handler) => handler.ApproveAsync(new(campaign.Id, campaign.Revision, EvenIfLate: true), default));

    protected Task<Campaign> PauseAsync(string id) => Author.GetAsync((PauseCampaign.Handler handler) => handler.PauseAsync(id, null, default));

    protected Task<Campaign> ResumeAsync(string id) => Author.GetAsync((ResumeCampaign.Handler handler) => handler.ResumeAsync(id, null, default));

    protected Task<Campaign> CancelAsync(string id) => Author.GetAsync((CancelCampaign.Handler handler) => handler.CancelAsync(id, null, default));

    protected static IEnumerable<TestDevice> Devices(int count, Func<int, TestDevice, TestDevice>? change = null) => Enumerable.Range(0, count).Select(i =>
    {
        var device = new TestDevice($"device-{i:D5}", $"user-{i:D5}", i % 3 == 0 ? "fcmV1" : "apns");
        return change?.Invoke(i, device) ?? device;
    });

    /// <summary>Where the campaign stands and what it counts, after checking that against the deliveries themselves.</summary>
    protected async Task<string> StandAsync(string id)
    {
        var details = await DetailsAsync(id);
        var counted = await QueryAsync(
            "SELECT state AS State, reason AS Reason, devices AS Devices FROM push_counts WHERE push_id = @id AND devices <> 0 AND state <> 'opened' ORDER BY state, reason");
        var there = await QueryAsync("""
            SELECT state AS State, COALESCE(reason, '') AS Reason, CAST(COUNT(*) AS bigint) AS Devices
            FROM deliveries WHERE push_id = @id GROUP BY state, COALESCE(reason, '') ORDER BY state, COALESCE(reason, '')
            """);
        Assert.Equal(there, counted);
        Assert.Equal(details.Campaign.Recipients, details.Results.Recipients);
        return string.Join(", ", counted
            .Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.State} {count.Reason} {count.Devices}").Replace("  ", " ", StringComparison.Ordinal))
            .Prepend(details.Campaign.State));

        Task<IReadOnlyList<Counted>> QueryAsync(string sql) => Store.QueryAsync<Counted>(sql, new { id });
    }

    protected Task<string?> StateAsync(string id, string device) =>
        Store.ReadAsync<string>("SELECT COALESCE(reason, state) FROM deliveries WHERE push_id = @id AND device_id = @device", new { id, device });

    protected void MoveTo(DateTimeOffset time) => Clock.Advance(time - Now);

    private sealed record Counted
    {
        public string State { get; init; } = "";

        public string Reason { get; init; } = "";

        public long Devices { get; init; }
    }
}
