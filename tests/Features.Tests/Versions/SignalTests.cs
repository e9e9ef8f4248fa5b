using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Versions.Overview;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Tests.Versions;

public abstract class SignalTests(TestHost host)
{
    private Desk Viewer => Desk.OfViewer(host.Services);

    [EngineFact]
    public async Task Replays_problems_and_how_far_behind_apps_are_is_counted()
    {
        await StartAfreshAsync();
        using var alice = await host.SignInAsync("alice");
        var (key, order) = (App.NewKey(), new { sku = "BTL-05S", quantity = 1 });
        await alice.PostAsync("/api/v1/orders", order, key);
        await alice.PostAsync("/api/v1/orders", order, key);
        await alice.PostAsync("/api/v1/orders", order, key);
        await alice.PostAsync("/api/v1/orders", order with { quantity = 2 }, key);
        await alice.GetAsync("/api/v2/sync?collections=orders&since=9999-01-01T00:00:00Z");
        await alice.PostAsync(
            "/api/v2/batch",
            new { requests = new[] { new { id = "1", method = "GET", url = "/orders/none" }, new { id = "2", method = "GET", url = "/orders/none" } } },
            App.NewKey());

        Assert.Equal(
            ["idempotency-key-reused 1", "order-not-found 2", "replayed 2", "sync-reset-required 1"],
            await TotalsAsync(requests: 7));
    }

    [EngineFact]
    public async Task A_delta_counts_once_by_how_many_changes_it_begins_behind()
    {
        await StartAfreshAsync();
        using var bob = await host.SignInAsync("bob");
        await PlaceAsync(bob, 12);
        var (since, requests) = ("", 12);
        foreach (var changes in new[] { 0, 0, 3, 11, 101 })
        {
            await PlaceAsync(bob, changes);
            var more = true;
            while (more)
            {
                var page = await (await bob.GetAsync($"/api/v2/sync?collections=orders&limit=5{since}")).ReadAsync();
                (since, more) = ($"&since={page.GetProperty("syncToken").GetString()}", page.GetProperty("more").GetBoolean());
                requests++;
            }

            requests += changes;
        }

        Assert.Equal(
            ["delta-behind-10 1", "delta-behind-100 1", "delta-behind-more 1", "delta-current 1", "delta-fresh 1"],
            await TotalsAsync(requests));
    }

    [EngineFact]
    public async Task Signals_are_summed_to_hours_and_counted_once()
    {
        await StartAfreshAsync();
        var (rollup, garbage) = (host.Services.GetRequiredService<TrafficRollup>(), host.Services.GetRequiredService<Mobile.Features.Pipeline.Garbage.GarbageCollector>());
        host.Clock.Advance(TimeSpan.FromHours(1));
        var start = host.Clock.GetUtcNow();
        for (var quarter = 0; quarter < 40; quarter++)
        {
            using var vera = await host.SignInAsync("vera");
            await vera.GetAsync("/api/v2/orders/none");
            await host.CountedAsync(quarter + 1);
            await Task.WhenAll(rollup.RollUpAsync(default), rollup.RollUpAsync(default));
            await garbage.CollectAsync(default);
            host.Clock.Advance(TimeSpan.FromMinutes(15));
        }

        var hours = await Viewer.AskAsync((SignalReport.Handler handler) => handler.HoursAsync(start, ["order-not-found", "replayed"], default));
        Assert.Equal(40, hours.Sum(hour => hour.Requests));
        Assert.InRange(hours.Count, 10, 11);
        Assert.All(hours.Skip(1).SkipLast(1), hour => Assert.Equal(("order-not-found", 4), (hour.Signal, hour.Requests)));
        Assert.Empty(await Viewer.AskAsync((SignalReport.Handler handler) => handler.HoursAsync(start, [], default)));
        Assert.True(await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM signal_minutes") < 30, "Minutes that were summed are collected.");
    }

    private async Task<IEnumerable<string>> TotalsAsync(long requests)
    {
        await host.CountedAsync(requests);
        var totals = await Viewer.AskAsync((SignalReport.Handler handler) => handler.TotalsAsync(host.Clock.GetUtcNow() - TimeSpan.FromDays(1), default));
        return totals.Select(total => $"{total.Signal} {total.Requests}").Order(StringComparer.Ordinal);
    }

    private static async Task PlaceAsync(App app, int orders)
    {
        for (var i = 0; i < orders; i++)
        {
            (await app.PostAsync("/api/v1/orders", new { sku = "BTL-05S", quantity = 1 }, App.NewKey())).EnsureSuccessStatusCode();
        }
    }

    private async Task StartAfreshAsync()
    {
        await host.FlushTrafficAsync();
        foreach (var table in new[] { "traffic_minutes", "traffic_hours", "traffic_days", "signal_minutes", "signal_hours" })
        {
            await host.Store.WriteAsync($"DELETE FROM {table}");
        }
    }

    public sealed class Sqlite(SqliteApiHost host) : SignalTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : SignalTests(host), IClassFixture<SqlServerApiHost>;
}
