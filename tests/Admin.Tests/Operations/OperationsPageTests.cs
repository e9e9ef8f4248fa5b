using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;

namespace Mobile.Admin.Tests.Operations;

public sealed class OperationsPageTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    [BrowserFact]
    public async Task Replays_conflicts_and_what_apps_were_told_are_counted_in_the_range_of_the_address()
    {
        var now = dashboard.Host.Clock.GetUtcNow();
        await WriteAsync(now, "replayed", 1_234);
        await WriteAsync(now, "idempotency-key-reused", 2);
        await WriteAsync(now.AddDays(-3), "sync-reset-required", 5);
        await using var vera = await dashboard.OpenAsync("vera", "/admin/operations");

        await Assertions.Expect(vera.Page.GetByText("1,234", new() { Exact = true }).First).ToBeVisibleAsync();
        await Assertions.Expect(vera.Page.GetByRole(AriaRole.Row, new() { Name = "sync-reset-required" })).ToHaveCountAsync(0);
        await vera.Link("7 days").ClickAsync();

        await Assertions.Expect(vera.Page.GetByRole(AriaRole.Row, new() { Name = "sync-reset-required 5" })).ToBeVisibleAsync();
        Assert.EndsWith("?range=7d", vera.Page.Url, StringComparison.Ordinal);
    }

    private Task<int> WriteAsync(DateTimeOffset at, string signal, long requests) => dashboard.Host.Store.WriteAsync(
        "INSERT INTO signal_minutes (flush_id, line, starts_at, signal, requests) VALUES (@signal, 1, @at, @signal, @requests)",
        new { signal, requests, at = at.ToUnixTimeMilliseconds() });
}
