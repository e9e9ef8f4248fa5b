using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Tests.Push;

public abstract class PushGarbageTests(TestHost host) : PushScene(host)
{
    public sealed class Sqlite() : PushGarbageTests(new SqliteApiHost());

    public sealed class SqlServer() : PushGarbageTests(new SqlServerApiHost());

    [EngineFact]
    public async Task Events_batches_and_inboxes_are_kept_for_30_days_and_pushes_for_90()
    {
        using var alice = await Host.SignInAsync("alice");
        await AddDeviceAsync("alice");
        await alice.PlaceOrderAsync();
        await DispatchAsync();

        Host.Clock.Advance(TimeSpan.FromDays(29.9));
        await CollectAsync();
        Assert.Equal((1, 1, 1, 1), (await CountAsync("outbox"), await CountAsync("push_batches"), await CountAsync("inbox_messages"), await CountAsync("deliveries")));

        Host.Clock.Advance(TimeSpan.FromDays(0.2));
        await CollectAsync();
        Assert.Equal((0, 0, 0, 1), (await CountAsync("outbox"), await CountAsync("push_batches"), await CountAsync("inbox_messages"), await CountAsync("deliveries")));

        Host.Clock.Advance(TimeSpan.FromDays(60));
        await CollectAsync();
        Assert.Equal((0, 0), (await CountAsync("deliveries"), await CountAsync("pushes")));
    }

    [EngineFact]
    public async Task An_event_that_nobody_was_told_of_is_not_old()
    {
        using var alice = await Host.SignInAsync("alice");
        await alice.PlaceOrderAsync();
        await alice.PlaceOrderAsync();
        await Store.WriteAsync("UPDATE outbox SET state = 'dead' WHERE id = (SELECT MAX(id) FROM outbox)");

        Host.Clock.Advance(TimeSpan.FromDays(31));
        await CollectAsync();

        Assert.Equal(["pending"], await Store.QueryAsync<string>("SELECT state FROM outbox"));
    }

    [EngineFact]
    public async Task Deliveries_of_an_old_campaign_go_part_by_part_and_its_counts_stay()
    {
        var old = Host.Clock.GetUtcNow().AddDays(-91).ToUnixTimeMilliseconds();
        foreach (var (push, waiting) in new[] { ("ended", 0), ("paused", 1) })
        {
            await Store.WriteAsync(
                """
                INSERT INTO pushes (id, lane, category, title, body, time_to_live_seconds, retries_unknown, honours_quiet_hours, created_at)
                VALUES (@push, 'campaign', 'promotions', 't', 'b', 1, 0, 0, @old)
                """,
                new { push, old });
            await Store.WriteAsync("INSERT INTO push_counts (push_id, state, reason, devices) VALUES (@push, 'queued', '', @waiting), (@push, 'sent', '', 7)", new { push, waiting });
        }

        await Store.WriteAsync(
            """
            INSERT INTO deliveries (push_id, device_id, lane, user_id, platform, state, due_at, attempts)
            SELECT 'ended', CONCAT(products.sku, '-', users.subject), 'campaign', users.id, 'apns', 'sent', 0, 1 FROM products CROSS JOIN users
            """);
        var devices = await CountAsync("deliveries");

        Assert.True(devices > GarbageCollector.Batch);
        Assert.Equal(devices + 1, (await CollectAsync())["pushes"]);

        Assert.Equal((0, 4), (await CountAsync("deliveries"), await CountAsync("push_counts")));
        Assert.Equal(["paused"], await Store.QueryAsync<string>("SELECT id FROM pushes"));
    }

    private Task<IReadOnlyDictionary<string, int>> CollectAsync() => Host.Services.GetRequiredService<GarbageCollector>().CollectAsync(CancellationToken.None);
}
