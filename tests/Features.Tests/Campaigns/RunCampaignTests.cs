using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Campaigns;
using Mobile.Features.Campaigns.Audiences;
using Mobile.Features.Campaigns.Composing;
using Mobile.Features.Campaigns.Running;
using Mobile.Features.Push;
using Mobile.Features.Push.Sending;
using Mobile.Features.Tests.Push.Sending;

namespace Mobile.Features.Tests.Campaigns;

/// <summary>From the snapshot to the last recipient.</summary>
public abstract class RunCampaignTests(TestHost host) : RunningScene(host)
{
    private static readonly SendResult NoReply = new(SendOutcome.Unknown, "no-reply");

    public sealed class Sqlite(SqliteApiHost host) : RunCampaignTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : RunCampaignTests(host), IClassFixture<SqlServerApiHost>;

    [EngineFact]
    public async Task Whom_the_preview_counts_gets_it_once()
    {
        const string audience = """{"any":[{"platform":["fcmV1"]},{"locale":["de"]}]}""";
        await AddDevicesAsync(Devices(40, (i, device) => device with { Locale = i % 2 == 0 ? "de-AT" : "fr", Promotions = i % 5 != 0, Registered = i % 7 != 0 }));
        var preview = await Author.GetAsync((PreviewAudience.Handler handler) => handler.PreviewAsync(Draft(audience), default));

        var campaign = await LaunchAsync(Draft(audience));
        Assert.Null(await RunAsync());
        await RunAsync();

        Assert.InRange(preview.Devices, 10, 30);
        Assert.Equal(preview.Devices, Gateway.Named.Count);
        Assert.Equal(Gateway.Named.Count, Gateway.Named.Distinct().Count());
        Assert.Equal($"completed, sent {preview.Devices}", await StandAsync(campaign.Id));
        Assert.Equal(
            ["sam campaign-drafted", "sam campaign-scheduled", "campaign-runner campaign-begun", "campaign-runner campaign-prepared", "campaign-runner campaign-completed"],
            await AuditAsync(campaign.Id));
    }

    [EngineFact]
    public async Task Nobody_to_write_to_is_no_failure()
    {
        var campaign = await LaunchAsync();
        await RunAsync();

        Assert.Equal("completed", await StandAsync(campaign.Id));
        Assert.NotNull((await FindAsync(campaign.Id)).EndedAt);
    }

    [EngineFact]
    public async Task It_begins_when_it_is_due_and_not_before()
    {
        await AddDevicesAsync(Devices(3));
        var campaign = await LaunchAsync(schedule: CampaignSchedule.At(Now.AddHours(2)));

        var next = await RunAsync();
        Assert.Empty(Gateway.Named);
        Assert.Equal(campaign.PrepareAt, next);

        MoveTo(next!.Value);
        await RunAsync();
        Assert.Equal("completed, sent 3", await StandAsync(campaign.Id));
    }

    [EngineFact]
    public async Task A_snapshot_larger_than_a_chunk_has_everybody_once()
    {
        await AddDevicesAsync(Devices(5_100));

        var campaign = await LaunchAsync();
        await RunAsync();

        Assert.Equal("completed, sent 5100", await StandAsync(campaign.Id));
        Assert.Equal(5_100, Gateway.Named.Distinct().Count());
    }

    [EngineFact]
    public async Task An_audience_that_grew_beyond_the_threshold_waits_for_approval_before_anything_is_sent()
    {
        var campaign = await OutgrowAsync();
        Assert.Equal($"awaiting-approval, queued {Threshold + 1}", await StandAsync(campaign.Id));
        Assert.Empty(Gateway.Named);

        await Author.AssertRefusedAsync("snapshot-begun", (ReturnToDraft.Handler handler) => handler.ReturnAsync(campaign.Id, null, default));
        await ApproveLateAsync(campaign);
        await RunAsync();
        Assert.Equal($"completed, sent {Threshold + 1}", await StandAsync(campaign.Id));
        Assert.Contains("campaign-runner campaign-outgrown", await AuditAsync(campaign.Id));
    }

    [EngineFact]
    public async Task What_was_outgrown_and_approved_keeps_the_text_that_was_approved()
    {
        var campaign = await OutgrowAsync();
        await ApproveLateAsync(campaign);

        await Author.AssertRefusedAsync("snapshot-begun", (ReturnToDraft.Handler handler) => handler.ReturnAsync(campaign.Id, null, default));
    }

    [EngineFact]
    public async Task What_was_outgrown_may_be_cancelled_instead()
    {
        var campaign = await OutgrowAsync();

        await CancelAsync(campaign.Id);
        await RunAsync();

        Assert.Equal($"cancelled, suppressed cancelled {Threshold + 1}", await StandAsync(campaign.Id));
        Assert.NotNull((await FindAsync(campaign.Id)).EndedAt);
    }

    [EngineFact]
    public async Task A_refusal_after_the_snapshot_is_honoured()
    {
        await AddDevicesAsync(Devices(6));
        Gateway.Answer = async _ =>
        {
            await Store.WriteAsync("UPDATE devices SET allows_promotions = 0 WHERE id IN ('device-00004', 'device-00005')");
            return ScriptedGateway.Accepted;
        };

        var campaign = await LaunchAsync(Draft() with { ThrottlePerMinute = 1 });
        for (var i = 0; i < 8; i++)
        {
            await RunAsync();
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal("completed, sent 4, suppressed opted-out 2", await StandAsync(campaign.Id));
        Assert.DoesNotContain("device-00005", Gateway.Named);
        Assert.Equal(2, (await DetailsAsync(campaign.Id)).Results.Suppressed["opted-out"]);
    }

    [EngineFact]
    public async Task A_pause_holds_over_a_restart_until_somebody_resumes()
    {
        await AddDevicesAsync(Devices(10));
        var campaign = await LaunchAsync(Draft() with { ThrottlePerMinute = 1 });
        await RunAsync();
        await PauseAsync(campaign.Id);
        Clock.Advance(TimeSpan.FromMinutes(2));
        var sent = Gateway.Named.Count;

        var restarted = await StartNodeAsync();
        await RunAsync(restarted);
        Assert.Equal((1, 1), (sent, Named.Count()));
        Assert.Equal("paused, queued 9, sent 1", await StandAsync(campaign.Id));

        await ResumeAsync(campaign.Id);
        for (var i = 0; i < 10; i++)
        {
            await RunAsync(restarted);
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal("completed, sent 10", await StandAsync(campaign.Id));
    }

    [EngineTheory]
    [InlineData(CampaignStates.Paused)]
    [InlineData(CampaignStates.Cancelled)]
    public async Task What_is_stopped_during_a_send_stops_within_what_is_being_handed_over(string state)
    {
        await AddDevicesAsync(Devices(60));
        var small = await StartNodeAsync(("Campaigns:BatchSize", "2"), ("Campaigns:ApprovalThreshold", "1000"));
        var campaign = await LaunchAsync();
        var (calls, stopped) = (0, new TaskCompletionSource());
        GatewayOf(small).Answer = async _ =>
        {
            var call = Interlocked.Increment(ref calls);
            if (call == 3)
            {
                await (state == CampaignStates.Paused ? PauseAsync(campaign.Id) : CancelAsync(campaign.Id));
                stopped.SetResult();
            }
            else if (call > 3)
            {
                await stopped.Task;
            }

            return ScriptedGateway.Accepted;
        };

        await RunAsync(small);

        // Two batches, and those that four hands held when it stopped.
        Assert.InRange(Named.Count(), 6, 12);
        var sent = Named.Count();
        Assert.Equal(
            state == CampaignStates.Paused ? $"paused, queued {60 - sent}, sent {sent}" : $"cancelled, sent {sent}, suppressed cancelled {60 - sent}", await StandAsync(campaign.Id));
    }

    [EngineFact]
    public async Task A_snapshot_that_is_paused_or_cancelled_stops_where_it_is()
    {
        await AddDevicesAsync(Devices(2_600));
        var first = await LaunchAsync();
        var second = await LaunchAsync();
        await StepAsync(first, CampaignStates.Preparing);
        await StepAsync(second, CampaignStates.Preparing);

        await PauseAsync(first.Id);
        await CancelAsync(second.Id);
        await RunAsync();

        Assert.Equal("paused, queued 2500", await StandAsync(first.Id));
        Assert.Equal("cancelled, suppressed cancelled 2500", await StandAsync(second.Id));
        await ResumeAsync(first.Id);
        await RunAsync();
        Assert.Equal("completed, sent 2600", await StandAsync(first.Id));
        Assert.Equal(2_600, Named.Distinct().Count());
    }

    [EngineFact]
    public async Task Two_workers_at_once_send_to_everybody_once()
    {
        await AddDevicesAsync(Devices(3_000));
        var campaign = await LaunchAsync();
        var (one, other) = (await StartNodeAsync(("Campaigns:BatchSize", "50")), await StartNodeAsync(("Campaigns:BatchSize", "70")));

        await Task.WhenAll(Task.Run(() => RunAsync(one)), Task.Run(() => RunAsync(other)));
        await RunAsync(one);

        Assert.Equal("completed, sent 3000", await StandAsync(campaign.Id));
        Assert.Equal((3_000, 3_000), (Named.Count(), Named.Distinct().Count()));
    }

    [EngineFact]
    public async Task A_large_campaign_holds_up_no_small_one()
    {
        await AddDevicesAsync(Devices(400, (i, device) => device with { Locale = i < 3 ? "fr" : "de" }));
        var large = await LaunchAsync(Draft("""{"locale":["de"]}"""));
        var small = await LaunchAsync(Draft("""{"locale":["fr"]}"""));

        await RunAsync(await StartNodeAsync(("Campaigns:BatchSize", "10")));

        var order = Named.ToList();
        Assert.Equal(("completed, sent 397", "completed, sent 3"), (await StandAsync(large.Id), await StandAsync(small.Id)));
        Assert.True(order.FindLastIndex(device => string.CompareOrdinal(device, "device-00003") < 0) < 150, "The small one waited for the large one.");
    }

    [EngineFact]
    public async Task A_gateway_that_takes_nothing_is_left_alone_until_it_says()
    {
        await AddDevicesAsync(Devices(60, (_, device) => device with { Platform = "apns" }));
        var node = await StartNodeAsync(("Campaigns:BatchSize", "2"));
        var calls = 0;
        GatewayOf(node).Answer = _ =>
        {
            Interlocked.Increment(ref calls);
            return Task.FromResult(new SendResult(SendOutcome.NotTaken, "too-many-requests", TimeSpan.FromMinutes(3)));
        };
        var campaign = await LaunchAsync();

        var next = await RunAsync(node);
        await RunAsync(node);

        // Of thirty batches, those that four hands held, and one that waited for a hand.
        Assert.InRange(calls, 1, 5);
        Assert.Equal("running, queued 60", await StandAsync(campaign.Id));
        Assert.InRange(next!.Value, Now.AddMinutes(2.5), Now.AddMinutes(3));
        GatewayOf(node).Answer = _ => Task.FromResult(ScriptedGateway.Accepted);
        Clock.Advance(TimeSpan.FromMinutes(4));
        await RunAsync(node);
        Assert.Equal("completed, sent 60", await StandAsync(campaign.Id));
    }

    [EngineTheory]
    [InlineData(CampaignStates.Paused)]
    [InlineData(CampaignStates.Cancelled)]
    public async Task A_claim_that_was_decided_on_before_a_stop_brings_nothing(string state)
    {
        await AddDevicesAsync(Devices(3));
        var id = (await LaunchAsync(Draft() with { ThrottlePerMinute = 1 })).Id;
        await RunAsync();
        var running = await FindAsync(id);
        Clock.Advance(TimeSpan.FromMinutes(2));

        await (state == CampaignStates.Paused ? PauseAsync(id) : CancelAsync(id));
        await using var scope = Services.CreateAsyncScope();
        var claim = await scope.ServiceProvider.GetRequiredService<CampaignClaims>().ClaimAsync(running, turn: 0, default);

        Assert.Equal((CampaignStates.Running, 0), (running.State, claim.Examined));
        Assert.Equal($"{state}, queued 2, sent 1", await StandAsync(id));
    }

    [EngineFact]
    public async Task What_is_unknown_waits_for_a_person_who_retries_or_takes_it_for_delivered()
    {
        await AddDevicesAsync(Devices(4, (_, device) => device with { Platform = "apns" }));
        Gateway.Answer = _ => Task.FromResult(NoReply);
        var (retried, assumed) = (await LaunchAsync(), await LaunchAsync());
        await RunAsync();
        Assert.Equal("completed, unknown no-reply 4", await StandAsync(retried.Id));
        Assert.Equal(8, Gateway.Named.Count);

        Gateway.Answer = _ => Task.FromResult(ScriptedGateway.Accepted);
        var again = await Author.GetAsync((ResolveUnknownRecipients.Handler handler) => handler.RetryAsync(retried.Id, null, default));
        var kept = await Author.GetAsync((ResolveUnknownRecipients.Handler handler) => handler.AssumeDeliveredAsync(assumed.Id, null, default));
        Assert.Equal("running, queued 4", await StandAsync(retried.Id));
        await RunAsync();

        Assert.Equal((4, 4, 12), (again.Recipients, kept.Recipients, Gateway.Named.Count));
        Assert.Equal(("completed, sent 4", "completed, sent 4"), (await StandAsync(retried.Id), await StandAsync(assumed.Id)));
        Assert.Contains("sam campaign-unknown-retried", await AuditAsync(retried.Id));
        Assert.Contains("sam campaign-unknown-assumed-delivered", await AuditAsync(assumed.Id));
        await Author.AssertRefusedAsync("nobody-left", (ResolveUnknownRecipients.Handler handler) => handler.RetryAsync(retried.Id, null, default));
    }

    [EngineFact]
    public async Task What_has_failed_is_retried_in_parts_and_a_cancelled_campaign_never_sends_again()
    {
        await AddDevicesAsync(Devices(2_300, (_, device) => device with { Platform = "apns" }));
        Gateway.Answer = _ => Task.FromResult(new SendResult(SendOutcome.Refused, "forbidden"));
        var campaign = await LaunchAsync();
        await RunAsync();
        Assert.Equal("completed, failed forbidden 2300", await StandAsync(campaign.Id));

        Gateway.Answer = _ => Task.FromResult(NoReply);
        var again = await Author.GetAsync((RetryFailedRecipients.Handler handler) => handler.RetryAsync(campaign.Id, null, default));
        Assert.Equal(2_300, again.Recipients);
        await PauseAsync(campaign.Id);
        await CancelAsync(campaign.Id);
        await RunAsync();

        Assert.Equal("cancelled, suppressed cancelled 2300", await StandAsync(campaign.Id));
        await Author.AssertRefusedAsync("wrong-campaign-state", (RetryFailedRecipients.Handler handler) => handler.RetryAsync(campaign.Id, null, default));
        await Author.AssertRefusedAsync("wrong-campaign-state", (ResolveUnknownRecipients.Handler handler) => handler.RetryAsync(campaign.Id, null, default));
    }

    [EngineFact]
    public async Task A_decision_that_has_begun_is_carried_out_on_everybody_although_nobody_waits_for_it()
    {
        await AddDevicesAsync(Devices(2));
        Gateway.Answer = _ => Task.FromResult(new SendResult(SendOutcome.Refused, "forbidden"));
        var campaign = await LaunchAsync();
        await RunAsync();
        using var waiting = new CancellationTokenSource();

        var changed = await Author.GetAsync((RecipientChanges all) => all.ApplyAsync(
            campaign.Id, null, DeliveryStates.Failed, "recipients-retried", sendsAgain: true, OneAsync, waiting.Token));

        Assert.Equal(2, changed.Recipients);

        async Task<int> OneAsync(StoredPush push)
        {
            await waiting.CancelAsync();
            return 1;
        }
    }

    [EngineFact]
    public async Task A_worker_that_dies_leaves_what_it_held_unknown_and_the_rest_goes_on()
    {
        await AddDevicesAsync(Devices(30, (_, device) => device with { Platform = "apns" }));
        var (dies, lives) = (await StartNodeAsync(("Campaigns:BatchSize", "10")), await StartNodeAsync(("Campaigns:BatchSize", "10")));
        var campaign = await LaunchAsync();
        var never = new TaskCompletionSource<SendResult>();
        var (held, batches) = (new TaskCompletionSource(), 0);
        GatewayOf(dies).Answer = _ =>
        {
            if (Interlocked.Increment(ref batches) == 3)
            {
                held.SetResult();
            }

            return never.Task;
        };
        var dying = RunAsync(dies);
        await held.Task;

        Clock.Advance(SendBatch.Lease + TimeSpan.FromSeconds(2));
        await RunAsync(lives);

        Assert.Equal("completed, unknown lease-expired 30", await StandAsync(campaign.Id));
        Assert.Equal(30, Named.Distinct().Count());
        never.SetResult(ScriptedGateway.Accepted);
        await dying;
        Assert.Equal("completed, sent 30", await StandAsync(campaign.Id));
    }

    [EngineFact]
    public async Task A_slow_worker_whose_send_was_not_taken_after_all_lets_an_ended_campaign_go_on()
    {
        await AddDevicesAsync(Devices(3, (_, device) => device with { Platform = "apns" }));
        var (slow, other) = (await StartNodeAsync(), await StartNodeAsync());
        var campaign = await LaunchAsync();
        var late = new TaskCompletionSource<SendResult>();
        var held = new TaskCompletionSource();
        GatewayOf(slow).Answer = _ =>
        {
            held.TrySetResult();
            return late.Task;
        };
        var running = RunAsync(slow);
        await held.Task;
        Clock.Advance(SendBatch.Lease + TimeSpan.FromSeconds(2));
        await RunAsync(other);
        Assert.Equal("completed, unknown lease-expired 3", await StandAsync(campaign.Id));

        late.SetResult(new(SendOutcome.NotTaken, "connection-refused"));
        await running;
        Assert.Equal("running, queued 3", await StandAsync(campaign.Id));
        Clock.Advance(TimeSpan.FromSeconds(5));
        await RunAsync(other);

        Assert.Equal("completed, sent 3", await StandAsync(campaign.Id));
    }

    [EngineFact]
    public async Task A_campaign_that_nobody_can_read_holds_up_no_other()
    {
        await AddDevicesAsync(Devices(3));
        var (broken, sound) = (await LaunchAsync(), await LaunchAsync());
        await Store.WriteAsync("UPDATE campaigns SET audience = 'a typo' WHERE id = @Id", new { broken.Id });

        await RunAsync();

        Assert.Equal(("preparing", "completed, sent 3"), (await StandAsync(broken.Id), await StandAsync(sound.Id)));
        await CancelAsync(broken.Id);
    }

    [EngineFact]
    public async Task Two_campaigns_of_a_week_reach_a_user_once_on_however_many_devices()
    {
        await AddDevicesAsync([new("phone", "alice"), new("tablet", "alice", "fcmV1"), new("other", "bob")]);
        var first = await LaunchAsync(Draft("""{"users":["alice"]}""") with { WeeklyCap = 1 });
        await RunAsync();
        var second = await LaunchAsync(Draft() with { WeeklyCap = 1 });
        await RunAsync();

        Assert.Equal("completed, sent 2", await StandAsync(first.Id));
        Assert.Equal("completed, sent 1, suppressed weekly-cap 2", await StandAsync(second.Id));
        Clock.Advance(TimeSpan.FromDays(7.1));
        var third = await LaunchAsync(Draft() with { WeeklyCap = 1 });
        await RunAsync();
        Assert.Equal("completed, sent 3", await StandAsync(third.Id));
    }

    /// <summary>One round's worth of what the worker does, so that the test stands in the middle of a snapshot.</summary>
    private async Task StepAsync(Campaign campaign, string expected)
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CampaignStart>().BeginAsync(campaign.Id, default);
        await scope.ServiceProvider.GetRequiredService<CampaignSnapshot>().TakeChunkAsync(await FindAsync(campaign.Id), default);
        Assert.Equal(expected, (await FindAsync(campaign.Id)).State);
    }
}
