using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Push;
using Mobile.Features.Push.Attention;

namespace Mobile.Features.Tests.Push.Attention;

/// <summary>What staff see of pushes that did not simply arrive, and what they do about them.</summary>
public abstract class AttentionTests(TestHost host) : PushScene(host)
{
    public sealed class Sqlite() : AttentionTests(new SqliteApiHost());

    public sealed class SqlServer() : AttentionTests(new SqlServerApiHost());

    private Desk Desk => Desk.OfPush(Host.Services);

    [EngineFact]
    public async Task What_waits_for_a_person_is_listed_newest_first_page_by_page()
    {
        var pushes = await EndAsync(("failed", "bad-request"), ("unknown", "no-reply"), ("sent", null), ("failed", "forbidden"));
        await Store.WriteAsync("UPDATE outbox SET state = 'dead', settled_at = @at, failure = 'broken' WHERE id = (SELECT event_id FROM pushes WHERE id = @push)",
            new { at = Host.Clock.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds(), push = pushes[2] });

        var items = new List<ListAttention.Item>();
        Position? next = null;
        do
        {
            var page = await Desk.OfViewer(Host.Services).AskAsync((ListAttention.Handler handler) => handler.ListAsync(next, 1, default));
            items.Add(Assert.Single(page.Items));
            next = page.Next;
        }
        while (next is not null);

        Assert.Equal(
            [("order-placed", null, 0, 0, "broken"), (null, "Order received", 0, 1, "forbidden"), (null, "Order received", 1, 0, "no-reply"), (null, "Order received", 0, 1, "bad-request")],
            items.Select(item => (item.EventType, item.Title, item.Unknown, item.Failed, item.Reason)));
        Assert.Equal([pushes[3], pushes[1], pushes[0]], items.Skip(1).Select(item => item.Id));
    }

    [EngineFact]
    public async Task A_page_has_between_one_and_a_hundred_of_them()
    {
        for (var number = 0; number < 101; number++)
        {
            await Store.WriteAsync(
                """
                INSERT INTO outbox (id, type, user_id, event, occurred_at, state, attempts, due_at, settled_at)
                VALUES (@id, 'order-placed', 'u', '{}', 1, 'dead', 5, 1, 1)
                """,
                new { id = $"event-{number}" });
        }

        foreach (var (limit, items) in new[] { (-1, 1), (0, 1), (1000, 100) })
        {
            var page = await Desk.OfViewer(Host.Services).AskAsync((ListAttention.Handler handler) => handler.ListAsync(null, limit, default));
            Assert.Equal(items, page.Items.Count);
            Assert.NotNull(page.Next);
        }
    }

    [EngineFact]
    public async Task The_leases_tell_who_does_what_and_until_when()
    {
        Assert.Empty(await LeasesAsync());
        var until = Host.Clock.GetUtcNow().AddSeconds(40).ToUnixTimeMilliseconds();
        foreach (var (id, push, worker, state, lease) in new[]
        {
            ("1", "campaign", "node/1", "sending", until), ("2", "campaign", "node/1", "sending", until + 5), ("3", "event", "node/1", "sending", until + 9),
            ("4", "campaign", "node/2", "sent", until),
        })
        {
            await Store.WriteAsync(
                """
                INSERT INTO push_batches (id, push_id, platform, devices, worker, state, started_at, leased_until) VALUES (@id, @push, 'apns', 7, @worker, @state, 1, @lease)
                """,
                new { id, push, worker, state, lease });
        }

        await Store.WriteAsync("""
            INSERT INTO pushes (id, lane, category, title, body, time_to_live_seconds, retries_unknown, honours_quiet_hours, created_at)
            VALUES ('campaign', 'campaign', 'promotions', 't', 'b', 60, 0, 0, 1), ('event', 'event', 'orders', 't', 'b', 60, 0, 0, 1)
            """);
        await Store.WriteAsync("INSERT INTO store_info (name, value) VALUES ('hub_lease', @value)", new { value = $"{until} 0190 node/3" });

        var leases = await LeasesAsync();
        Assert.Equal(
            [("campaign-sends", "node/1", 2, 14, until), ("event-sends", "node/1", 1, 7, until + 9), ("registrations", "node/3", 0, 0, until)],
            leases.Select(lease => (lease.Work, lease.Holder, lease.Batches, lease.Devices, lease.Until.ToUnixTimeMilliseconds())));

        Task<IReadOnlyList<ListLeases.Lease>> LeasesAsync() => Desk.OfViewer(Host.Services).AskAsync((ListLeases.Handler handler) => handler.ListAsync(default));
    }

    [EngineFact]
    public async Task An_unknown_delivery_is_sent_again_only_when_a_person_says_so()
    {
        var push = (await EndAsync(("unknown", "no-reply")))[0];
        await Store.WriteAsync("DELETE FROM inbox_messages");
        await DispatchAsync();
        Assert.Equal(0, await CountAsync("inbox_messages"));

        Assert.Equal(1, await Desk.GetAsync((ResolveUnknown.Handler handler) => handler.RetryAsync(push, default)));
        Assert.Equal(0, await Desk.GetAsync((ResolveUnknown.Handler handler) => handler.RetryAsync(push, default)));
        await DispatchAsync();

        Assert.Equal((1, 1), (await CountAsync("inbox_messages"), await CountAsync("deliveries WHERE state = 'sent'")));
        Assert.Equal(1, await CountAsync($"audit_log WHERE action = 'unknown-deliveries-retried' AND subject = 'push/{push}'"));
    }

    [EngineFact]
    public async Task What_is_sent_again_and_had_arrived_stands_in_the_inbox_once()
    {
        var push = (await EndAsync(("unknown", "no-reply")))[0];

        await Desk.GetAsync((ResolveUnknown.Handler handler) => handler.RetryAsync(push, default));
        await DispatchAsync();

        Assert.Equal((1, 1), (await CountAsync("inbox_messages"), await CountAsync("deliveries WHERE state = 'sent'")));
    }

    [EngineFact]
    public async Task An_unknown_delivery_is_taken_for_delivered_when_a_person_says_so()
    {
        var push = (await EndAsync(("unknown", "no-reply")))[0];
        await Store.WriteAsync("DELETE FROM inbox_messages");

        Assert.Equal(1, await Desk.GetAsync((ResolveUnknown.Handler handler) => handler.AssumeDeliveredAsync(push, default)));
        await DispatchAsync();

        Assert.Equal((0, 1), (await CountAsync("inbox_messages"), await CountAsync("deliveries WHERE state = 'sent'")));
        Assert.Equal(1, await CountAsync("audit_log WHERE action = 'unknown-deliveries-assumed-delivered'"));
        Assert.Empty((await Desk.AskAsync((ListAttention.Handler handler) => handler.ListAsync(null, 10, default))).Items);
    }

    [EngineFact]
    public async Task A_dead_letter_is_sent_again_once_it_is_retried_and_an_unknown_one_is_not()
    {
        var pushes = await EndAsync(("failed", "unauthorized"), ("unknown", "no-reply"));
        await Store.WriteAsync("DELETE FROM inbox_messages");

        Assert.Equal(1, await Desk.GetAsync((RetryFailed.Handler handler) => handler.RetryAsync(pushes[0], default)));
        Assert.Equal(0, await Desk.GetAsync((RetryFailed.Handler handler) => handler.RetryAsync(pushes[1], default)));
        await DispatchAsync();

        Assert.Equal([pushes[0]], await Store.QueryAsync<string>("SELECT push_id FROM inbox_messages"));
        Assert.Equal(1, await CountAsync("audit_log WHERE action = 'failed-deliveries-retried'"));
    }

    [EngineFact]
    public async Task A_campaigns_push_is_decided_with_its_campaign()
    {
        var push = (await EndAsync(("unknown", "no-reply")))[0];
        await Store.WriteAsync("UPDATE pushes SET lane = 'campaign'");

        await Desk.AssertRefusedAsync("push-not-found", (ResolveUnknown.Handler handler) => handler.RetryAsync(push, default));
        await Desk.AssertRefusedAsync("push-not-found", (RetryFailed.Handler handler) => handler.RetryAsync(new string('0', 32), default));
    }

    [EngineFact]
    public async Task A_test_push_reaches_one_device_whatever_it_allows_and_is_audited()
    {
        var phone = await AddDeviceAsync("alice", orders: false);
        await AddDeviceAsync("alice");

        var result = await Desk.GetAsync((SendTestPush.Handler handler) => handler.SendAsync(new(phone, "Hello", "Do you hear me?"), default));

        Assert.Equal(SendOutcome.Accepted, result.Outcome);
        Assert.Equal(["Hello"], await TitlesAsync("alice", phone));
        Assert.Equal((1, 1), (await CountAsync("inbox_messages"), await CountAsync($"audit_log WHERE action = 'test-push-sent' AND subject = 'device/{phone}'")));
    }

    [EngineFact]
    public async Task A_test_push_that_cannot_be_sent_is_refused_before_it_is()
    {
        using var alice = await Host.SignInAsync("alice");
        var (phone, gone) = (await AddDeviceAsync("alice"), await AddDeviceAsync("alice"));
        await alice.DeleteAsync($"/api/{ApiVersions.Current}/devices/{gone}", App.NewKey());

        await RefuseAsync("device-not-found", new(gone, "Hello", "b"));
        Assert.Equal("title", Assert.Single((await RefuseAsync("invalid-push", new(phone, " ", "b"))).Errors!).Key);
        Assert.Equal("body", Assert.Single((await RefuseAsync("invalid-push", new(phone, "Hello", new string('b', 4096)))).Errors!).Key);
        Assert.Equal(0, await CountAsync("audit_log WHERE action = 'test-push-sent'"));

        Task<Problem> RefuseAsync(string code, SendTestPush.Test test) =>
            Desk.AssertRefusedAsync(code, (SendTestPush.Handler handler) => handler.SendAsync(test, default));
    }

    [EngineFact]
    public async Task The_backlog_tells_what_waits_how_long_and_who_is_sending()
    {
        using var alice = await Host.SignInAsync("alice");
        await AddDeviceAsync("alice");
        await alice.PlaceOrderAsync();
        Host.Clock.Advance(TimeSpan.FromMinutes(3));
        var waiting = await BacklogAsync();
        await DispatchAsync();
        await Store.WriteAsync("UPDATE deliveries SET state = 'queued'");
        Host.Clock.Advance(TimeSpan.FromMinutes(2));
        await Store.WriteAsync("UPDATE push_batches SET state = 'sending', worker = 'node/1', devices = 7");
        var sending = await BacklogAsync();

        Assert.Equal((1, 0, 0), (waiting.PendingEvents, waiting.DeadEvents, waiting.QueuedDeliveries));
        Assert.InRange(waiting.Lag.Outbox, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(4));
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (waiting.Lag.Due, sending.Lag.Outbox));
        Assert.Equal((0, 1), (sending.PendingEvents, sending.QueuedDeliveries));
        Assert.InRange(sending.Lag.Due, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
        var worker = Assert.Single(await Desk.OfViewer(Host.Services).AskAsync((ListLeases.Handler handler) => handler.ListAsync(default)));
        Assert.Equal(("node/1", 1, 7), (worker.Holder, worker.Batches, worker.Devices));

        Task<PushBacklog.Backlog> BacklogAsync() => Desk.OfViewer(Host.Services).AskAsync((PushBacklog.Handler handler) => handler.GetAsync(default));
    }

    [EngineFact]
    public async Task Who_only_looks_decides_nothing()
    {
        var viewer = Desk.OfViewer(Host.Services);
        await AssertForbiddenAsync((ResolveUnknown.Handler handler) => handler.RetryAsync("p", default));
        await AssertForbiddenAsync((ResolveUnknown.Handler handler) => handler.AssumeDeliveredAsync("p", default));
        await AssertForbiddenAsync((RetryFailed.Handler handler) => handler.RetryAsync("p", default));
        await AssertForbiddenAsync((RetryEvent.Handler handler) => handler.RetryAsync("e", default));
        await AssertForbiddenAsync((SendTestPush.Handler handler) => handler.SendAsync(new("d", "t", "b"), default));

        async Task AssertForbiddenAsync<THandler, T>(Func<THandler, Task<Outcome<T>>> ask)
            where THandler : notnull =>
            Assert.Equal("forbidden", (await Assert.ThrowsAsync<ProblemException>(() => viewer.AskAsync(ask))).Problem.Type.Code);
    }

    /// <summary>A push to one device for each, which ended so.</summary>
    /// <returns>Their ids, oldest first.</returns>
    private async Task<IReadOnlyList<string>> EndAsync(params IReadOnlyList<(string State, string? Reason)> ends)
    {
        using var alice = await Host.SignInAsync("alice");
        await AddDeviceAsync("alice");
        foreach (var _ in ends)
        {
            await alice.PlaceOrderAsync();
        }

        await DispatchAsync();
        var pushes = await Store.QueryAsync<string>("SELECT id FROM pushes ORDER BY event_id");
        foreach (var (push, index) in pushes.Select((push, index) => (push, index)))
        {
            var (state, reason) = ends[index];
            var at = Host.Clock.GetUtcNow().AddMinutes(index).ToUnixTimeMilliseconds();
            await Store.WriteAsync(
                "UPDATE deliveries SET state = @state, reason = @reason, attention_at = @at WHERE push_id = @push",
                new { push, state, reason, at = state == "sent" ? (long?)null : at });
        }

        return pushes;
    }
}
