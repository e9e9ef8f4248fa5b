using Mobile.Features.Data;
using Mobile.Features.Devices;
using Mobile.Features.Push;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Tests.Push.Sending;

public abstract class SendingTests(TestHost host) : SendingScene(host)
{
    private static readonly SendResult NoReply = new(SendOutcome.Unknown, "no-reply");

    public sealed class Sqlite(SqliteApiHost host) : SendingTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : SendingTests(host), IClassFixture<SqlServerApiHost>;

    [EngineFact]
    public async Task What_is_accepted_is_sent_once_on_each_platform()
    {
        string[] devices = [await AddDeviceAsync(), await AddDeviceAsync(), await AddDeviceAsync("fcmV1")];
        var push = await QueueAsync(devices);

        await SendDueAsync(push);
        await SendDueAsync(push);

        Assert.Equal(devices.Order(StringComparer.Ordinal), Gateway.Named.Order(StringComparer.Ordinal));
        Assert.Equal("sent 3", await CountsAsync(push));
        Assert.Equal(2, await Store.ReadAsync<long>("SELECT COUNT(*) FROM push_batches WHERE push_id = @Id AND state = 'sent' AND notification_id = 'n-1'", new { push.Id }));
    }

    [EngineFact]
    public async Task What_may_have_arrived_waits_for_a_person_and_is_not_sent_again()
    {
        var device = await AddDeviceAsync();
        var push = await QueueAsync([device]);
        Gateway.Answer = _ => Task.FromResult(NoReply);

        await SendDueAsync(push);
        Clock.Advance(TimeSpan.FromHours(1));
        await ExpireAsync();
        await SendDueAsync(push);

        Assert.Single(Gateway.Named);
        Assert.Equal("unknown no-reply", await StateAsync(device));
        Assert.Equal("unknown no-reply 1", await CountsAsync(push));
    }

    [EngineTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_opened_during_a_send_that_ends_unknown_has_arrived(bool retriesUnknown)
    {
        string[] devices = [await AddDeviceAsync(), await AddDeviceAsync()];
        var push = await QueueAsync(devices, retriesUnknown, collapseId: "sale");
        Gateway.Answer = async _ =>
        {
            await Store.WriteAsync("UPDATE deliveries SET opened_at = 1 WHERE push_id = @Id AND device_id = @device", new { push.Id, device = devices[0] });
            return NoReply;
        };

        await SendDueAsync(push);

        Assert.Equal("sent", await StateAsync(devices[0]));
        Assert.Equal(retriesUnknown ? "queued 1, sent 1" : "sent 1, unknown no-reply 1", await CountsAsync(push));
    }

    [EngineFact]
    public async Task What_may_have_arrived_stays_in_doubt_when_it_is_not_sent_again()
    {
        string[] devices = [await AddDeviceAsync(), await AddDeviceAsync(), await AddDeviceAsync()];
        var push = await QueueAsync(devices);
        Gateway.Answer = _ => Task.FromResult(NoReply);
        await SendAsync((await ClaimAsync(push, limit: 2)).Batch!);
        await AskAsync((DeliveryChanges changes) => changes.RetryUnknownAsync(push, default));
        var again = (await Store.QueryAsync<string>("SELECT device_id FROM deliveries WHERE push_id = @Id AND attempts = 1 ORDER BY device_id", new { push.Id }))[0];
        await Store.WriteAsync("UPDATE devices SET allows_promotions = 0 WHERE id = @again", new { again });
        await Store.WriteAsync("UPDATE deliveries SET due_at = due_at + 60000 WHERE push_id = @Id AND device_id <> @again", new { push.Id, again });

        await ClaimAsync(push);
        Assert.Equal("queued 2, unknown opted-out 1", await CountsAsync(push));
        await AskAsync((DeliveryChanges changes) => changes.SuppressQueuedAsync(push, SuppressedReasons.Cancelled, default));

        Assert.Equal("suppressed cancelled 1, unknown cancelled 1, unknown opted-out 1", await CountsAsync(push));
        Assert.Equal(2, await Store.ReadAsync<long>("SELECT COUNT(*) FROM deliveries WHERE push_id = @Id AND state = 'unknown' AND attention_at IS NOT NULL", new { push.Id }));
    }

    [EngineFact]
    public async Task What_may_have_arrived_can_still_be_opened_when_sending_it_again_is_put_off()
    {
        var device = await AddDeviceAsync();
        var push = await QueueAsync([device]);
        Gateway.Answer = _ => Task.FromResult(NoReply);
        await SendDueAsync(push);
        await AskAsync((DeliveryChanges changes) => changes.RetryUnknownAsync(push, default));

        Gateway.Answer = _ => Task.FromResult(new SendResult(SendOutcome.NotTaken, "throttled", TimeSpan.FromMinutes(1)));
        await SendDueAsync(push);

        Assert.Equal("queued", await StateAsync(device));
        Assert.Equal(1, await Store.ReadAsync<long>("SELECT COUNT(*) FROM deliveries WHERE push_id = @Id AND attempted_at IS NOT NULL", new { push.Id }));
    }

    [EngineFact]
    public async Task A_person_sends_the_unknown_again_or_takes_them_for_delivered()
    {
        string[] devices = [await AddDeviceAsync(), await AddDeviceAsync()];
        var (retried, assumed) = (await QueueAsync([devices[0]]), await QueueAsync([devices[1]]));
        Gateway.Answer = _ => Task.FromResult(NoReply);
        await SendDueAsync(retried);
        await SendDueAsync(assumed);
        Gateway.Answer = _ => Task.FromResult(ScriptedGateway.Accepted);

        Assert.Equal(1, await AskAsync((DeliveryChanges changes) => changes.RetryUnknownAsync(retried, default)));
        Assert.Equal(1, await AskAsync((DeliveryChanges changes) => changes.AssumeDeliveredAsync(assumed, default)));
        Assert.Equal(0, await AskAsync((DeliveryChanges changes) => changes.RetryUnknownAsync(assumed, default)));
        await SendDueAsync(retried);
        await SendDueAsync(assumed);

        Assert.Equal([devices[0], devices[1], devices[0]], Gateway.Named);
        Assert.Equal("sent 1", await CountsAsync(retried));
        Assert.Equal("sent 1", await CountsAsync(assumed));
    }

    [EngineFact]
    public async Task What_was_not_taken_is_sent_again_when_the_gateway_says()
    {
        var device = await AddDeviceAsync();
        var push = await QueueAsync([device]);
        Gateway.Answer = _ => Task.FromResult(new SendResult(SendOutcome.NotTaken, "too-many-requests", TimeSpan.FromSeconds(90)));
        await SendDueAsync(push);
        Gateway.Answer = _ => Task.FromResult(ScriptedGateway.Accepted);

        Clock.Advance(TimeSpan.FromSeconds(80));
        await SendDueAsync(push);
        Assert.Equal("queued", await StateAsync(device));
        Assert.Equal("queued 1", await CountsAsync(push));

        Clock.Advance(TimeSpan.FromSeconds(10));
        await SendDueAsync(push);
        Assert.Equal("sent", await StateAsync(device));
        Assert.Equal("sent 1", await CountsAsync(push));
    }

    [EngineFact]
    public async Task What_was_refused_is_a_dead_letter_that_staff_may_retry()
    {
        var device = await AddDeviceAsync();
        var push = await QueueAsync([device]);
        Gateway.Answer = _ => Task.FromResult(new SendResult(SendOutcome.Refused, "payload-too-large"));
        await SendDueAsync(push);
        await SendDueAsync(push);
        Assert.Equal("failed payload-too-large 1", await CountsAsync(push));

        Gateway.Answer = _ => Task.FromResult(ScriptedGateway.Accepted);
        await AskAsync((DeliveryChanges changes) => changes.RetryFailedAsync(push, default));
        await SendDueAsync(push);

        Assert.Equal(2, Gateway.Named.Count);
        Assert.Equal("sent 1", await CountsAsync(push));
    }

    [EngineFact]
    public async Task A_worker_that_does_not_come_back_leaves_its_devices_unknown_and_nobody_sends_to_them()
    {
        string[] devices = [await AddDeviceAsync(), await AddDeviceAsync()];
        var push = await QueueAsync(devices);
        Assert.NotNull((await ClaimAsync(push, limit: 1)).Batch);

        Clock.Advance(SendBatch.Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(1, await ExpireAsync());
        Assert.Equal(0, await ExpireAsync());
        await SendDueAsync(push);

        Assert.Single(Gateway.Named);
        Assert.Equal("sent 1, unknown lease-expired 1", await CountsAsync(push));
    }

    [EngineFact]
    public async Task A_worker_that_was_only_slow_corrects_what_its_lease_made_unknown()
    {
        var push = await QueueAsync([await AddDeviceAsync()]);
        var batch = (await ClaimAsync(push)).Batch!;
        Gateway.Answer = async _ =>
        {
            Clock.Advance(SendBatch.Lease + TimeSpan.FromSeconds(1));
            await ExpireAsync();
            Assert.Equal("unknown lease-expired 1", await CountsAsync(push));
            return ScriptedGateway.Accepted;
        };

        await SendAsync(batch);

        Assert.Equal("sent 1", await CountsAsync(push));
    }

    [EngineFact]
    public async Task A_slow_answer_does_not_overrule_what_a_person_has_decided()
    {
        var push = await QueueAsync([await AddDeviceAsync()]);
        var batch = (await ClaimAsync(push)).Batch!;
        Gateway.Answer = async _ =>
        {
            Clock.Advance(SendBatch.Lease + TimeSpan.FromSeconds(1));
            await ExpireAsync();
            await AskAsync((DeliveryChanges changes) => changes.RetryUnknownAsync(push, default));
            return new SendResult(SendOutcome.Refused, "bad-request");
        };

        await SendAsync(batch);

        Assert.Equal("queued 1", await CountsAsync(push));
    }

    [EngineFact]
    public async Task A_call_that_would_outlast_its_lease_is_not_made()
    {
        var push = await QueueAsync([await AddDeviceAsync()]);
        var batch = (await ClaimAsync(push)).Batch!;

        Clock.Advance(SendBatch.Lease - SendBatch.CallTime + TimeSpan.FromSeconds(1));
        await SendAsync(batch);

        Assert.Empty(Gateway.Named);
        Assert.Equal("queued 1", await CountsAsync(push));
    }

    [EngineFact]
    public async Task The_late_answer_of_one_batch_says_nothing_of_another()
    {
        var push = await QueueAsync([await AddDeviceAsync(), await AddDeviceAsync()]);
        var (slow, dead) = ((await ClaimAsync(push, limit: 1)).Batch!, (await ClaimAsync(push, limit: 1)).Batch!);
        Gateway.Answer = async _ =>
        {
            Clock.Advance(SendBatch.Lease + TimeSpan.FromSeconds(1));
            Assert.Equal(2, await ExpireAsync());
            return ScriptedGateway.Accepted;
        };

        await SendAsync(slow);

        Assert.Equal("sent 1, unknown lease-expired 1", await CountsAsync(push));
        Assert.Equal("unknown lease-expired", await StateAsync(dead.Targets[0].DeviceId));
    }

    [EngineFact]
    public async Task A_push_that_may_be_repeated_but_would_show_twice_is_not()
    {
        var push = await QueueAsync([await AddDeviceAsync()], retriesUnknown: true);
        Gateway.Answer = _ => Task.FromResult(NoReply);

        await SendDueAsync(push);

        Assert.Equal("unknown no-reply 1", await CountsAsync(push));
    }

    [EngineFact]
    public async Task A_push_that_does_not_wait_is_sent_in_quiet_hours()
    {
        var push = await QueueAsync([await AddDeviceAsync(quiet: (0, 1439)), await AddDeviceAsync(quiet: (1439, 1438))], quietHours: false);

        await SendDueAsync(push);

        Assert.Equal("sent 2", await CountsAsync(push));
    }

    [EngineFact]
    public async Task A_push_that_may_be_repeated_is_tried_three_times()
    {
        var device = await AddDeviceAsync();
        var push = await QueueAsync([device], retriesUnknown: true, collapseId: "sale");
        Gateway.Answer = _ => Task.FromResult(NoReply);

        for (var i = 0; i < 5; i++)
        {
            await SendDueAsync(push);
            Assert.StartsWith(i < 2 ? "queued" : "unknown", await CountsAsync(push), StringComparison.Ordinal);
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(3, Gateway.Named.Count);
    }

    [EngineFact]
    public async Task Who_is_not_to_get_it_any_more_is_left_out_and_the_reason_is_kept()
    {
        string[] devices = [await AddDeviceAsync(), await AddDeviceAsync(), await AddDeviceAsync(), await AddDeviceAsync(), await AddDeviceAsync()];
        var push = await QueueAsync(devices);
        await Store.WriteAsync("UPDATE devices SET allows_promotions = 0 WHERE id = @id", new { id = devices[0] });
        await Store.WriteAsync("UPDATE devices SET unregistered_at = 1 WHERE id = @id", new { id = devices[1] });
        await Store.WriteAsync("UPDATE devices SET user_id = 'somebody-else' WHERE id = @id", new { id = devices[2] });
        await Store.WriteAsync("DELETE FROM devices WHERE id = @id", new { id = devices[3] });

        await SendDueAsync(push);

        Assert.Equal([devices[4]], Gateway.Named);
        Assert.Equal("suppressed opted-out", await StateAsync(devices[0]));
        Assert.Equal("sent 1, suppressed opted-out 1, suppressed unregistered 3", await CountsAsync(push));
    }

    [EngineFact]
    public async Task What_has_expired_is_not_sent()
    {
        var push = await QueueAsync([await AddDeviceAsync()], expiresAt: Clock.UnixMilliseconds() + 60_000);
        Clock.Advance(TimeSpan.FromMinutes(1));

        await SendDueAsync(push);

        Assert.Empty(Gateway.Named);
        Assert.Equal("suppressed expired 1", await CountsAsync(push));
    }

    [EngineFact]
    public async Task Quiet_hours_over_midnight_put_it_off_until_they_end_where_the_device_is()
    {
        var kathmandu = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu");
        var device = await AddDeviceAsync(zone: "Asia/Kathmandu", quiet: (22 * 60, (7 * 60) + 15));
        var (now, today) = (Clock.GetUtcNow(), TimeZoneInfo.ConvertTime(Clock.GetUtcNow(), kathmandu).Date);
        Clock.Advance(LocalTime.ToInstant(today.AddDays(1).AddHours(23), kathmandu) - now);
        var push = await QueueAsync([device]);

        await SendDueAsync(push);
        Assert.Empty(Gateway.Named);
        var due = await Store.ReadAsync<long>("SELECT due_at FROM deliveries WHERE device_id = @device", new { device });
        Assert.Equal(LocalTime.ToInstant(today.AddDays(2).AddHours(7.25), kathmandu), due.ToTime());

        Clock.Advance(due.ToTime() - Clock.GetUtcNow());
        await SendDueAsync(push);
        Assert.Equal("sent", await StateAsync(device));
    }

    [EngineFact]
    public async Task A_user_has_as_many_campaigns_in_a_week_as_allowed_whichever_of_their_devices_got_them()
    {
        var user = Ids.New(Clock);
        string[] devices = [await AddDeviceAsync(user: user), await AddDeviceAsync(user: user)];
        var (first, second, third) = (await QueueAsync(devices), await QueueAsync([devices[0]]), await QueueAsync([devices[1]]));

        await SendDueAsync(first, limit: 1, weeklyCap: 2);
        await SendDueAsync(second, weeklyCap: 2);
        await SendDueAsync(third, weeklyCap: 2);

        Assert.Equal("sent 2", await CountsAsync(first));
        Assert.Equal("sent 1", await CountsAsync(second));
        Assert.Equal("suppressed weekly-cap 1", await CountsAsync(third));
        Clock.Advance(TimeSpan.FromDays(7.1));
        var later = await QueueAsync([devices[1]]);
        await SendDueAsync(later, weeklyCap: 2);
        Assert.Equal("sent 1", await CountsAsync(later));
    }

    [EngineFact]
    public async Task Several_workers_share_a_push_and_no_device_is_named_twice()
    {
        var devices = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            devices.Add(await AddDeviceAsync(i % 3 == 0 ? "fcmV1" : "apns"));
        }

        var push = await QueueAsync(devices);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SendDueAsync(push, limit: 4))));

        Assert.Equal(devices.Order(StringComparer.Ordinal), Gateway.Named.Order(StringComparer.Ordinal));
        Assert.Equal("sent 60", await CountsAsync(push));
    }

    [EngineFact]
    public async Task More_than_a_part_is_suppressed_part_by_part()
    {
        var devices = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            devices.Add(await AddDeviceAsync());
        }

        var push = await QueueAsync(devices);
        await SendAsync((await ClaimAsync(push, limit: 5)).Batch!);

        Assert.Equal(7, await AskAsync((DeliveryChanges changes) => changes.SuppressQueuedAsync(push, SuppressedReasons.Cancelled, default)));

        Assert.Equal("sent 5, suppressed cancelled 7", await CountsAsync(push));
        Assert.Equal(0, await AskAsync((DeliveryChanges changes) => changes.SuppressQueuedAsync(push, SuppressedReasons.Cancelled, default)));
    }

    [EngineTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_happens_the_counts_are_those_of_the_deliveries_and_nothing_is_sent_twice_unasked(int seed)
    {
        var random = new Random(seed);
        var devices = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            devices.Add(await AddDeviceAsync(i % 2 == 0 ? "apns" : "fcmV1", promotions: i % 7 != 0));
        }

        var push = await QueueAsync(devices);
        SendResult[] results = [ScriptedGateway.Accepted, ScriptedGateway.Accepted, NoReply, new(SendOutcome.NotTaken, "busy", TimeSpan.FromSeconds(1)), new(SendOutcome.Refused, "bad-request")];
        var mayHaveArrived = new HashSet<string>(StringComparer.Ordinal);
        Gateway.Answer = targets =>
        {
            var result = results[random.Next(results.Length)];
            if (result.Outcome is SendOutcome.Accepted or SendOutcome.Unknown)
            {
                Assert.All(targets, target => Assert.True(mayHaveArrived.Add(target.DeviceId), $"{target} was named again."));
            }

            return Task.FromResult(result);
        };

        for (var step = 0; step < 40; step++)
        {
            var claim = await ClaimAsync(push, random.Next(1, 6), platform: random.Next(2) == 0 ? PushPlatform.Apns : PushPlatform.FcmV1);
            if (claim.Batch is { } batch && random.Next(6) > 0)
            {
                await SendAsync(batch);
            }
            else if (claim.Batch is { } lost)
            {
                mayHaveArrived.UnionWith(lost.Targets.Select(target => target.DeviceId));
            }

            if (random.Next(8) == 0)
            {
                await AskAsync((DeliveryChanges changes) => changes.RetryFailedAsync(push, default));
            }

            Clock.Advance(TimeSpan.FromSeconds(random.Next(20)));
            await ExpireAsync();
            await CountsAsync(push);
        }

        Assert.Equal(40, await Store.ReadAsync<long>("SELECT SUM(devices) FROM push_counts WHERE push_id = @Id", new { push.Id }));
    }
}
