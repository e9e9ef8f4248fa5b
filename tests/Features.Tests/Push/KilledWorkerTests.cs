using Mobile.Features.Push.Attention;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Tests.Push;

/// <summary>Workers in processes of their own, which are killed between the commit of an order and the push of it.</summary>
public abstract class KilledWorkerTests(TestHost host) : PushScene(host)
{
    /// <summary>Deliveries that some worker has begun with.</summary>
    private const string Touched = "deliveries WHERE attempted_at IS NOT NULL";

    private static readonly Dictionary<string, string> Worker = new(StringComparer.Ordinal) { ["Host:Roles"] = "worker" };

    public sealed class Sqlite() : KilledWorkerTests(new SqliteApiHost());

    public sealed class SqlServer() : KilledWorkerTests(new SqlServerApiHost());

    [EngineFact]
    public async Task What_was_claimed_by_a_worker_that_died_is_shown_as_unknown_and_not_sent_by_another()
    {
        using var alice = await Host.SignInAsync("alice");
        var phone = await AddDeviceAsync("alice");
        await alice.PlaceOrderAsync();

        await DieAfterTheNextCommitAsync();
        Assert.Equal(["queued"], await DeliveriesAsync(phone));
        await DieAfterTheNextCommitAsync();
        Assert.Equal(["sending"], await DeliveriesAsync(phone));
        await DispatchAsync();
        Assert.Equal(["sending"], await DeliveriesAsync(phone));
        Host.Clock.Advance(SendBatch.Lease + TimeSpan.FromSeconds(1));
        await DispatchAsync();

        Assert.Equal(["unknown lease-expired"], await DeliveriesAsync(phone));
        Assert.Equal(0, await CountAsync("inbox_messages"));
        Assert.Equal(1, Assert.Single((await Desk.OfViewer(Host.Services).AskAsync((ListAttention.Handler handler) => handler.ListAsync(null, 10, default))).Items).Unknown);
    }

    [EngineTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Two_workers_that_are_killed_again_and_again_send_nothing_twice_and_forget_nothing(int seed)
    {
        const int Orders = 150;
        const int Devices = 2 * Orders;
        using var alice = await Host.SignInAsync("alice");
        await AddDeviceAsync("alice");
        await AddDeviceAsync("alice", "fcmV1");
        for (var order = 0; order < Orders; order++)
        {
            await alice.PlaceOrderAsync();
        }

        await Task.WhenAll(Enumerable.Range(0, 2).Select(async worker =>
        {
            for (var life = 0; life < 3; life++)
            {
                var end = Dice.For(seed, (worker * 10) + life).Next(1, Devices / 3);
                await using var node = await ApiProcess.StartAsync(Store, settings: Worker);
                await UntilTouchedAsync(await CountAsync(Touched) + end, Devices);
                await node.KillAsync();
            }
        }));
        Host.Clock.Advance(SendBatch.Lease + TimeSpan.FromSeconds(1));
        await DispatchAsync();

        Assert.Equal(Devices, await CountAsync("deliveries"));
        Assert.Equal(Devices, await CountAsync("deliveries WHERE state IN ('sent', 'unknown') AND attempts = 1"));
        Assert.Equal(0, await CountAsync(
            "deliveries WHERE state = 'sent' AND NOT EXISTS (SELECT 1 FROM inbox_messages WHERE device_id = deliveries.device_id AND push_id = deliveries.push_id)"));
        Assert.Equal(Devices, await CountAsync("push_batches"));
    }

    private async Task UntilTouchedAsync(long wanted, int all)
    {
        using var patience = Patience.Begin();
        while (await CountAsync(Touched) is var touched && touched < wanted && touched < all)
        {
            Assert.False(patience.IsCancellationRequested, $"Nothing more was sent after {touched} devices.");
            await Task.Yield();
        }
    }

    private async Task DieAfterTheNextCommitAsync()
    {
        var folder = Directory.CreateTempSubdirectory("mobile-crash-");
        var crash = Path.Combine(folder.FullName, "crash");
        await using (var node = await ApiProcess.StartAsync(Store, crash, settings: Worker))
        {
            await File.WriteAllTextAsync(crash, "");
            await node.WaitForExitAsync();
        }

        folder.Delete(recursive: true);
    }
}
