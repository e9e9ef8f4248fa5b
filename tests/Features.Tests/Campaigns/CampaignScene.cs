using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Campaigns;
using Mobile.Features.Campaigns.Composing;
using Mobile.Features.Campaigns.Running;
using Mobile.Features.Data;
using Mobile.Features.Devices;
using Mobile.Features.Pipeline;
using Mobile.Features.Push;
using Mobile.Features.Push.Sending;
using Mobile.Features.Sync;
using Mobile.Features.Tests.Push.Sending;

namespace Mobile.Features.Tests.Campaigns;

/// <summary>Campaigns over a real database that has no devices but the test's, with a gateway that answers as the test says.</summary>
public abstract class CampaignScene(TestHost host) : IAsyncLifetime
{
    protected const string Everybody = """{"all":[]}""";
    protected const int Threshold = 100;

    private readonly List<ServiceProvider> nodes = [];

    protected TestClock Clock => host.Clock;

    protected TestStore Store => host.Store;

    protected DateTimeOffset Now => Clock.GetUtcNow();

    protected IServiceProvider Services => nodes[0];

    protected IReadOnlyList<IServiceProvider> Nodes => nodes;

    protected ScriptedGateway Gateway => (ScriptedGateway)Services.GetRequiredService<IPushGateway>();

    /// <summary>Who writes and schedules, unless the test says otherwise.</summary>
    protected Desk Author => Desk.OfRelease(Services);

    protected Desk SecondPerson => Desk.OfPush(Services);

    public async Task InitializeAsync()
    {
        foreach (var table in new[] { "devices", "deliveries", "push_counts", "push_batches", "pushes", "campaign_zones", "campaign_authors", "campaign_schedulers", "campaigns" })
        {
            await Store.WriteAsync($"DELETE FROM {table}");
        }

        // The tests of a class move one clock by months, which nobody has watched.
        await Store.WriteAsync("UPDATE store_info SET value = @now WHERE name = 'clock_seen_at'", new { now = Clock.UnixMilliseconds().ToString(CultureInfo.InvariantCulture) });
        await StartNodeAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    /// <summary>A node of its own over the same data.</summary>
    protected async Task<IServiceProvider> StartNodeAsync(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Campaigns:ApprovalThreshold", Threshold.ToString(CultureInfo.InvariantCulture))])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)))
            .Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMetrics();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(_ => Store.Open());
        services.AddSingleton<StoreEpoch>();
        services.AddSingleton<ClockMonitor>();
        services.AddScoped<DbSession>();
        services.AddScoped<Feed>();
        services.AddScoped<Caller>();
        services.AddScoped<Staff>();
        services.AddScoped<Audit>();
        services.AddSingleton<IPushGateway, ScriptedGateway>();
        services.AddSingleton<DeviceZones>();
        services.AddSending();
        services.AddCampaigns(configuration);
        nodes.Add(services.BuildServiceProvider());
        await nodes[^1].GetRequiredService<ClockMonitor>().CheckAsync(default);
        return nodes[^1];
    }

    protected Task AddDeviceAsync(TestDevice device) => AddDevicesAsync([device]);

    protected async Task AddDevicesAsync(IEnumerable<TestDevice> devices)
    {
        var database = Store.Open();
        using var closing = database as IDisposable;
        await database.WriteAsync(
            async unit =>
            {
                foreach (var device in devices)
                {
                    await unit.ExecuteAsync(TestDevice.Insert, device.Row(Clock), default);
                }

                return 0;
            },
            default);
    }

    protected static DraftCampaign.Change Draft(string audience = Everybody, PushCategory category = PushCategory.Promotions) =>
        new(null, "Spring sale", category, "Sale", "Everything must go", audience);

    protected Task<Campaign> SaveAsync(DraftCampaign.Change change, Desk? desk = null) =>
        (desk ?? Author).GetAsync((DraftCampaign.Handler handler) => handler.SaveAsync(change, default));

    protected Task<Campaign> ScheduleAsync(Campaign draft, CampaignSchedule? schedule = null) =>
        Author.GetAsync((ScheduleCampaign.Handler handler) => handler.ScheduleAsync(new(draft.Id, schedule ?? CampaignSchedule.Now), default));

    /// <summary>As a viewer sees it.</summary>
    protected async Task<Campaign> FindAsync(string id) => (await DetailsAsync(id)).Campaign;

    protected Task<GetCampaign.Details> DetailsAsync(string id) =>
        Desk.OfViewer(Services).GetAsync((GetCampaign.Handler handler) => handler.GetAsync(id, default));

    protected async Task AssertInvalidAsync<THandler, T>(string member, Func<THandler, Task<Outcome<T>>> ask)
        where THandler : notnull =>
        Assert.Equal(member, Assert.Single((await Author.AssertRefusedAsync("invalid-campaign", ask)).Errors!).Key);

    /// <summary>What the audit log tells of the campaign, in its order.</summary>
    protected async Task<IReadOnlyList<string>> AuditAsync(string id) => [.. (await Store.QueryAsync<AuditRow>(
        "SELECT actor AS Actor, action AS Action FROM audit_log WHERE subject = @subject ORDER BY id", new { subject = $"campaign/{id}" }))
        .Select(row => $"{row.Actor} {row.Action}")];

    private sealed record AuditRow(string Actor, string Action);
}
