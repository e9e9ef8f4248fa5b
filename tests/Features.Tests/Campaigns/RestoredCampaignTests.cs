using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Campaigns;
using Mobile.Features.Campaigns.Running;
using Mobile.Features.Push;

namespace Mobile.Features.Tests.Campaigns;

/// <summary>What was sent after a backup was made is not sent again once it is restored.</summary>
public abstract class RestoredCampaignTests(TestHost host) : RunningScene(host)
{
    public sealed class Sqlite(SqliteApiHost host) : RestoredCampaignTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : RestoredCampaignTests(host), IClassFixture<SqlServerApiHost>;

    [EngineFact]
    public async Task A_campaign_that_runs_is_paused_and_its_recipients_are_in_doubt_until_staff_decide()
    {
        await AddDevicesAsync(Devices(60));
        var campaign = await LaunchAsync();
        await RunAsync();
        await Store.WriteAsync("UPDATE campaigns SET state = 'running', ended_at = NULL");
        await Store.WriteAsync("UPDATE deliveries SET state = 'queued', attempted_at = NULL, attempts = 0, batch_id = NULL, settled_at = NULL WHERE device_id < 'device-00040'");
        await Store.WriteAsync("UPDATE deliveries SET state = 'sending', settled_at = NULL WHERE device_id BETWEEN 'device-00040' AND 'device-00049'");
        await Store.WriteAsync("UPDATE push_batches SET state = 'sending'");
        await RecountAsync(campaign.Id, ("queued", 40), ("sending", 10), ("sent", 10));
        var calls = Gateway.Named.Count;

        Assert.Equal((50, 1), await RestoreAsync());
        Assert.Equal((0, 0), await RestoreAsync());
        Clock.Advance(TimeSpan.FromHours(1));
        await RunAsync();

        Assert.Equal("paused, sent 10, unknown restored 50", await StandAsync(campaign.Id));
        Assert.Equal(0, await CountAsync("push_batches WHERE state = 'sending' OR reason <> 'restored'"));
        Assert.Equal(50, await CountAsync("deliveries WHERE state = 'unknown' AND attention_at IS NOT NULL AND settled_at IS NOT NULL AND attempted_at IS NOT NULL AND batch_id IS NULL"));
        Assert.Equal(calls, Gateway.Named.Count);
        Assert.Equal("after-restore campaign-paused", (await AuditAsync(campaign.Id))[^1]);

        await Author.GetAsync((ResolveUnknownRecipients.Handler handler) => handler.RetryAsync(campaign.Id, null, default));
        await ResumeAsync(campaign.Id);
        await RunAsync();
        Assert.Equal("completed, sent 60", await StandAsync(campaign.Id));
    }

    [EngineFact]
    public async Task A_campaign_that_waits_for_its_time_is_a_draft_again()
    {
        await AddDevicesAsync(Devices(3));
        var campaign = await LaunchAsync(schedule: CampaignSchedule.At(Now.AddHours(2)));

        Assert.Equal((0, 1), await RestoreAsync());
        Clock.Advance(TimeSpan.FromHours(3));
        await RunAsync();

        var draft = await FindAsync(campaign.Id);
        Assert.Equal((CampaignStates.Draft, null, null), (draft.State, draft.Schedule, draft.PrepareAt));
        Assert.Empty(Gateway.Named);
        Assert.Equal("after-restore campaign-returned-to-draft", (await AuditAsync(campaign.Id))[^1]);
        Assert.Equal((0, 0), await RestoreAsync());
    }

    [EngineFact]
    public async Task A_campaign_that_waits_again_after_its_recipients_were_chosen_is_paused()
    {
        var campaign = await OutgrowAsync();
        await ApproveLateAsync(campaign);

        Assert.Equal((Threshold + 1, 1), await RestoreAsync());
        await RunAsync();

        Assert.Equal($"paused, unknown restored {Threshold + 1}", await StandAsync(campaign.Id));
        Assert.Empty(Gateway.Named);
    }

    [EngineFact]
    public async Task An_event_that_waits_is_a_dead_letter_which_says_why()
    {
        await Store.WriteAsync("""
            INSERT INTO outbox (id, type, user_id, event, occurred_at, state, attempts, due_at)
            VALUES ('waits', 'order-placed', 'u', '{}', 1, 'pending', 0, 1), ('told', 'order-placed', 'u', '{}', 1, 'done', 0, 1)
            """);

        await RestoreAsync();

        Assert.Equal(1, await CountAsync("outbox WHERE id = 'waits' AND state = 'dead' AND settled_at IS NOT NULL AND failure LIKE '%restored%'"));
        Assert.Equal(1, await CountAsync("outbox WHERE id = 'told' AND state = 'done' AND failure IS NULL"));
    }

    /// <returns>How many deliveries and campaigns are held.</returns>
    private async Task<(int Deliveries, int Campaigns)> RestoreAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        var campaigns = await scope.ServiceProvider.GetRequiredService<CampaignRestore>().HoldAsync(default);
        var held = await ActivatorUtilities.CreateInstance<PushRestore>(scope.ServiceProvider).HoldAsync(default);
        return (held.Deliveries, campaigns);
    }

    private async Task RecountAsync(string id, params IEnumerable<(string State, int Devices)> counts)
    {
        await Store.WriteAsync("DELETE FROM push_counts WHERE push_id = @id AND state <> 'opened'", new { id });
        foreach (var (state, devices) in counts)
        {
            await Store.WriteAsync("INSERT INTO push_counts (push_id, state, reason, devices) VALUES (@id, @state, '', @devices)", new { id, state, devices });
        }
    }

    private Task<long> CountAsync(string of) => Store.ReadAsync<long>($"SELECT CAST(COUNT(*) AS bigint) FROM {of}");
}
