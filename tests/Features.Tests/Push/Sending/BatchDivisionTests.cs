using Mobile.Features.Data;
using Mobile.Features.Push;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Tests.Push.Sending;

/// <summary>A gateway that refuses a batch as malformed does not say which device is at fault.</summary>
public abstract class BatchDivisionTests(TestHost host) : SendingScene(host)
{
    private static readonly SendResult Malformed = new(SendOutcome.Refused, SendResult.BadRequest);

    /// <summary>Of each call, how many devices it named.</summary>
    private readonly List<int> calls = [];

    private readonly List<string> accepted = [];

    public sealed class Sqlite(SqliteApiHost host) : BatchDivisionTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : BatchDivisionTests(host), IClassFixture<SqlServerApiHost>;

    [EngineTheory]
    [InlineData(2, 1)]
    [InlineData(2, 0)]
    [InlineData(3, 0, 2)]
    [InlineData(40, 0)]
    [InlineData(40, 39)]
    [InlineData(40, 7, 8, 30)]
    public async Task The_devices_at_fault_fail_alone_and_each_other_is_sent_to_once(int count, params int[] faulty)
    {
        var devices = await AddDevicesAsync(count);
        var culprits = faulty.Select(at => devices[at]).ToHashSet(StringComparer.Ordinal);
        Refuse(culprits.Contains);
        var push = await QueueAsync(devices);

        await SendDueAsync(push);

        Assert.Equal(devices.Where(device => !culprits.Contains(device)), accepted.Order(StringComparer.Ordinal));
        Assert.Equal($"failed bad-request {culprits.Count}, sent {count - culprits.Count}", await CountsAsync(push));
        Assert.InRange(calls.Count, 1, 1 + BatchDivision.Probes + (2 * culprits.Count * (1 + (int)Math.Ceiling(Math.Log2(count)))));
        Assert.Equal(0, await Store.ReadAsync<long>(
            "SELECT COUNT(*) FROM deliveries WHERE push_id = @Id AND (part_id IS NOT NULL OR attempts <> 1)", new { push.Id }));
    }

    [EngineFact]
    public async Task A_device_at_fault_is_noted_and_in_no_push_after_that()
    {
        var devices = await AddDevicesAsync(12);
        Refuse(device => device == devices[3]);
        var first = await QueueAsync(devices);
        await SendDueAsync(first);
        Assert.Equal([devices[3]], await NotedAsync(devices));

        calls.Clear();
        var second = await QueueAsync(devices);
        await SendDueAsync(second);

        Assert.Equal([11], calls);
        Assert.Equal("sent 11, suppressed handle-refused 1", await CountsAsync(second));
    }

    [EngineFact]
    public async Task A_device_that_registered_another_handle_while_the_old_one_was_refused_is_not_noted()
    {
        var devices = await AddDevicesAsync(8);
        var push = await QueueAsync(devices);
        await SendAsync((await ClaimAsync(push, limit: 7)).Batch!);
        Gateway.Answer = async _ =>
        {
            await Store.WriteAsync(
                "UPDATE devices SET push_handle = 'new', push_handle_hash = @hash WHERE id = @device", new { hash = Ids.New(Clock), device = devices[^1] });
            return Malformed;
        };

        await SendDueAsync(push);

        Assert.Equal("failed bad-request 1, sent 7", await CountsAsync(push));
        Assert.Empty(await NotedAsync(devices));
    }

    [EngineFact]
    public async Task A_push_that_is_itself_at_fault_fails_after_a_few_devices_alone_and_blames_none()
    {
        var devices = await AddDevicesAsync(60);
        Refuse(_ => true);
        var push = await QueueAsync(devices);

        await SendDueAsync(push, limit: 20);

        Assert.Equal("failed bad-request 60", await CountsAsync(push));
        Assert.Equal(1 + BatchDivision.Probes + 2 + 2, calls.Count);
        Assert.Empty(await NotedAsync(devices));
        Assert.Equal(BatchDivision.Probes, await Store.ReadAsync<long>(
            "SELECT COUNT(*) FROM devices WHERE hub_generation = 0 AND revision = 2 AND id IN @devices", new { devices }));
    }

    [EngineFact]
    public async Task What_was_said_of_a_push_is_forgotten_so_that_staff_can_retry_it()
    {
        var devices = await AddDevicesAsync(20);
        Refuse(_ => true);
        var push = await QueueAsync(devices);
        await SendDueAsync(push);
        Clock.Advance(BatchDivision.Memory + TimeSpan.FromSeconds(1));
        calls.Clear();
        Refuse(device => device == devices[9]);

        await AskAsync((DeliveryChanges changes) => changes.RetryFailedAsync(push, default));
        await SendDueAsync(push);

        Assert.Equal(20, calls[0]);
        Assert.Equal("failed bad-request 1, sent 19", await CountsAsync(push));
    }

    [EngineFact]
    public async Task A_worker_that_is_killed_between_two_parts_leaves_one_in_doubt_and_the_others_waiting()
    {
        var devices = await AddDevicesAsync(16);
        Refuse(device => device == devices[0]);
        var push = await QueueAsync(devices);
        await SendAsync((await ClaimAsync(push)).Batch!);
        Assert.Equal("queued 16", await CountsAsync(push));
        while (await ClaimAsync(push) is { Batch: { Targets.Count: 1 } alone })
        {
            await SendAsync(alone);
        }

        Assert.StartsWith("failed bad-request 1, queued", await CountsAsync(push), StringComparison.Ordinal);
        Clock.Advance(SendBatch.Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(1, await ExpireAsync());
        var unknown = await Store.ReadAsync<long>(
            "SELECT COUNT(*) FROM deliveries WHERE push_id = @Id AND state = 'unknown'", new { push.Id });
        Assert.InRange(unknown, 2, 8);
        await SendDueAsync(push);

        Assert.Equal(accepted.Count, accepted.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal($"failed bad-request 1, sent {15 - unknown}, unknown lease-expired {unknown}", await CountsAsync(push));
    }

    [EngineFact]
    public async Task A_slow_worker_divides_what_its_lease_made_unknown_and_nothing_that_a_person_has_decided()
    {
        var devices = await AddDevicesAsync(9);
        var push = await QueueAsync(devices);
        Refuse(device => device == devices[4]);
        var answer = Gateway.Answer;
        Gateway.Answer = async targets =>
        {
            Clock.Advance(SendBatch.Lease + TimeSpan.FromSeconds(1));
            await ExpireAsync();
            return await answer(targets);
        };
        await SendAsync((await ClaimAsync(push)).Batch!);
        Assert.Equal("queued 9", await CountsAsync(push));

        Gateway.Answer = answer;
        await SendDueAsync(push);
        Assert.Equal("failed bad-request 1, sent 8", await CountsAsync(push));
    }

    [EngineFact]
    public async Task A_part_that_was_not_taken_stays_a_part_and_one_that_is_cancelled_is_not_sent()
    {
        var devices = await AddDevicesAsync(32);
        Refuse(device => device == devices[31]);
        var push = await QueueAsync(devices);
        await SendAsync((await ClaimAsync(push)).Batch!);
        var answer = Gateway.Answer;
        Gateway.Answer = _ => Task.FromResult(new SendResult(SendOutcome.NotTaken, "throttled", TimeSpan.FromSeconds(9)));
        await SendDueAsync(push);
        Assert.Equal("queued 32", await CountsAsync(push));

        Clock.Advance(TimeSpan.FromSeconds(10));
        Gateway.Answer = answer;
        calls.Clear();
        for (var alone = 0; alone < BatchDivision.Probes; alone++)
        {
            await SendAsync((await ClaimAsync(push)).Batch!);
        }

        Assert.Equal(Enumerable.Repeat(1, BatchDivision.Probes), calls);
        await AskAsync((DeliveryChanges changes) => changes.SuppressQueuedAsync(push, SuppressedReasons.Cancelled, default));
        await SendDueAsync(push);
        Assert.Equal(BatchDivision.Probes, calls.Count);
        Assert.Equal($"sent {BatchDivision.Probes}, suppressed cancelled {32 - BatchDivision.Probes}", await CountsAsync(push));
    }

    [EngineFact]
    public async Task Several_workers_find_the_devices_at_fault_together()
    {
        var devices = await AddDevicesAsync(40);
        var culprits = new[] { devices[5], devices[21], devices[22] }.ToHashSet(StringComparer.Ordinal);
        Refuse(culprits.Contains);
        var push = await QueueAsync(devices);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SendDueAsync(push, limit: 20))));
        await SendDueAsync(push);

        Assert.Equal(devices.Where(device => !culprits.Contains(device)), accepted.Order(StringComparer.Ordinal));
        Assert.Equal("failed bad-request 3, sent 37", await CountsAsync(push));
    }

    private Task<IReadOnlyList<string>> NotedAsync(List<string> devices) =>
        Store.QueryAsync<string>("SELECT id FROM devices WHERE hub_refused_at IS NOT NULL AND id IN @devices", new { devices });

    private async Task<List<string>> AddDevicesAsync(int count)
    {
        var devices = new List<string>();
        for (var i = 0; i < count; i++)
        {
            devices.Add(await AddDeviceAsync());
        }

        devices.Sort(StringComparer.Ordinal);
        return devices;
    }

    private void Refuse(Func<string, bool> isAtFault) => Gateway.Answer = targets =>
    {
        lock (calls)
        {
            calls.Add(targets.Count);
            if (targets.Any(target => isAtFault(target.DeviceId)))
            {
                return Task.FromResult(Malformed);
            }

            accepted.AddRange(targets.Select(target => target.DeviceId));
            return Task.FromResult(ScriptedGateway.Accepted);
        }
    };
}
