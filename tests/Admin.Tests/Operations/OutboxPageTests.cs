using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;

namespace Mobile.Admin.Tests.Operations;

public sealed class OutboxPageTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    [BrowserFact]
    public async Task A_dead_letter_is_tried_again_once_somebody_says_so()
    {
        await dashboard.Host.Store.WriteAsync("""
            INSERT INTO outbox (id, type, user_id, event, occurred_at, state, attempts, due_at, settled_at, failure)
            VALUES ('dead1', 'order-placed', 'nobody', '{"userId":"nobody","orderId":"0"}', 1, 'dead', 5, 1, 1, 'The text was missing.')
            """);
        await using var pia = await dashboard.OpenAsync("pia", "/admin/operations/outbox", Pages.WithoutScripts);
        var row = pia.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "dead1" });

        await Assertions.Expect(row).ToContainTextAsync("The text was missing.");
        await row.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Assertions.Expect(pia.Notice).ToContainTextAsync("tries the event again");
        Assert.Equal(1, await dashboard.Host.Store.ReadAsync<long>("SELECT COUNT(*) FROM audit_log WHERE action = 'event-retried' AND subject = 'event/dead1'"));
    }

    [BrowserFact]
    public async Task What_may_have_arrived_is_taken_for_delivered_when_somebody_says_so()
    {
        await dashboard.Host.Store.WriteAsync("""
            INSERT INTO pushes (id, lane, user_id, category, title, body, time_to_live_seconds, retries_unknown, honours_quiet_hours, created_at)
            VALUES ('push1', 'event', 'alice', 'orders', 'On its way', 'Soon', 3600, 0, 0, 1)
            """);
        await dashboard.Host.Store.WriteAsync("""
            INSERT INTO deliveries (push_id, device_id, lane, user_id, platform, state, reason, due_at, attempts, attempted_at, settled_at, attention_at)
            VALUES ('push1', 'device1', 'event', 'alice', 'apns', 'unknown', 'no-reply', 1, 1, 1, 1, 1)
            """);
        await using var pia = await dashboard.OpenAsync("pia", "/admin/operations/outbox");

        await pia.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "On its way" }).GetByRole(AriaRole.Button, new() { Name = "Assume delivered" }).ClickAsync();

        await Assertions.Expect(pia.Notice).ToContainTextAsync("1 delivery is taken for delivered");
        Assert.Equal("sent", await dashboard.Host.Store.ReadAsync<string>("SELECT state FROM deliveries WHERE push_id = 'push1'"));
    }

    [BrowserFact]
    public async Task Without_a_hub_the_page_says_where_pushes_go()
    {
        await using var vera = await dashboard.OpenAsync("vera", "/admin/operations/workers");

        await Assertions.Expect(vera.Region("Notification hub")).ToContainTextAsync("inbox of each device");
        await Assertions.Expect(vera.Button("Tell the hub of every device")).ToHaveCountAsync(0);
    }
}
