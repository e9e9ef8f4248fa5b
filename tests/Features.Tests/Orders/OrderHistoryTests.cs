using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Data;
using Mobile.Features.Orders;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Garbage;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Tests.Orders;

/// <summary>Moves the clock, so each test has a host of its own.</summary>
public abstract class OrderHistoryTests(TestHost host) : IAsyncLifetime
{
    public sealed class Sqlite() : OrderHistoryTests(new SqliteApiHost());

    public sealed class SqlServer() : OrderHistoryTests(new SqlServerApiHost());

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [EngineFact]
    public async Task Each_version_of_an_order_tells_who_made_it_through_what_and_what_it_changed()
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(version: "v1");
        await alice.PatchAsync($"/api/v2/orders/{id}", new { note = "ring twice" }, version: 1);
        var items = new[] { new { sku = "MUG-RED", quantity = 3 }, new { sku = "TRJ-MOS", quantity = 1 } };
        await alice.PatchAsync($"/api/v1/orders/{id}", new { items }, version: 2);
        await Desk.OfPush(host.Services).GetAsync((ShipOrder.Handler handler) => handler.ShipAsync(id, default));

        var history = await HistoryAsync(id);

        Assert.True(history.IsWhole);
        Assert.Equal(["4 shipped dashboard", "3 amended v1", "2 amended v2", "1 placed v1"], Told(history));
        Assert.Equal(("pia", "Alice Meyer"), (history.Entries[0].Actor.Id, history.Entries[1].Actor.Name));
        Assert.Equal(OrderStatus.Placed, history.Entries[0].Difference!.StatusBefore);
        var lines = history.Entries[1].Difference!;
        Assert.Equal([("MUG-RED", 1, 3), ("TRJ-MOS", 0, 1)], lines.Lines!.Select(line => (line.Sku, line.Before, line.After)));
        Assert.True(lines.TotalBefore < lines.TotalAfter);
        Assert.Equal((true, null, null), (history.Entries[2].Difference!.NoteChanged, history.Entries[2].Difference!.Lines, history.Entries[2].Difference!.TotalBefore));
        Assert.Null(history.Entries[3].Difference);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_cancelled_and_removed_order_is_still_told_of_until_it_is_collected(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(version: version);
        var kept = await alice.PlaceOrderAsync(version: version);
        await alice.PostAsync($"/api/{version}/orders/{id}/cancel", new { }, App.NewKey());
        await alice.DeleteAsync($"/api/{version}/orders/{id}", version: 2);

        var history = await HistoryAsync(id);

        Assert.Equal([$"3 removed {version}", $"2 cancelled {version}", $"1 placed {version}"], Told(history));
        Assert.NotNull(history.Order.RemovedAt);
        Assert.Empty(history.Views);

        host.Clock.Advance(TimeSpan.FromDays(100));
        await host.Services.GetRequiredService<GarbageCollector>().CollectAsync(default);
        Assert.Equal(0, await CountAsync("WHERE order_id = @id", id));
        Assert.Equal(1, await CountAsync("WHERE order_id = @id", kept));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task What_changes_nothing_is_not_told(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var (key, own) = (App.NewKey(), Ids.New(host.Clock));
        var body = Contract.Of(version).Order("MUG-RED", id: own);
        await alice.PostAsync($"/api/{version}/orders", body, key);
        Assert.True((await alice.PostAsync($"/api/{version}/orders", body, key)).IsReplay());
        await (await alice.PostAsync($"/api/{version}/orders", body, App.NewKey())).AssertProblemAsync(409, "order-exists");
        await alice.PatchAsync($"/api/{version}/orders/{own}", new { note = (string?)null }, version: 1);
        await (await alice.PatchAsync($"/api/{version}/orders/{own}", new { note = "late" }, version: 7)).AssertProblemAsync(412, "precondition-failed");

        Assert.Equal(1, await CountAsync("WHERE order_id = @id", own));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task An_order_of_a_batch_and_one_of_the_sample_shop_have_a_history(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Idempotency-Key"] = App.NewKey() };
        var item = new { id = "one", method = "POST", url = "/orders", headers, body = Contract.Of(version).Order("MUG-RED") };
        var answer = await (await alice.PostAsync($"/api/{version}/batch", new { requests = new[] { item } }, App.NewKey())).ReadAsync();
        var id = answer.GetProperty("responses")[0].GetProperty("body").Text("id");

        Assert.Equal([$"1 placed {version}"], Told(await HistoryAsync(id)));
        Assert.Equal(
            0,
            await host.Store.ReadAsync<long>("""
                SELECT COUNT(*) FROM orders
                WHERE version <> (SELECT COUNT(*) FROM order_history WHERE order_history.order_id = orders.id)
                """));
    }

    [EngineFact]
    public async Task Staff_see_the_order_as_the_apps_of_each_version_do()
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(note: "für <Zoë>");

        var history = await HistoryAsync(id);

        Assert.Equal(ApiVersions.Names, history.Views.Select(view => view.Version));
        foreach (var view in history.Views)
        {
            var app = await (await alice.GetAsync($"/api/{view.Version}/orders/{id}")).ReadAsync();
            Assert.True(JsonElement.DeepEquals(app, JsonElement.Parse(view.Json)), view.Json);
            Assert.Contains("für <Zoë>", view.Json, StringComparison.Ordinal);
        }
    }

    [EngineFact]
    public async Task An_order_from_before_histories_says_that_its_own_is_not_whole()
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync();
        await host.Store.WriteAsync("DELETE FROM order_history WHERE order_id = @id", new { id });
        await alice.PatchAsync($"/api/{ApiVersions.Current}/orders/{id}", new { note = "x" }, version: 1);

        var history = await HistoryAsync(id);

        Assert.False(history.IsWhole);
        Assert.Equal([$"2 amended {ApiVersions.Current}"], Told(history));
    }

    [EngineFact]
    public async Task A_long_history_is_read_page_by_page_whatever_its_numbers_are()
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync();
        for (var i = 0; i < 120; i++)
        {
            // As after a restore, which makes the numbers jump.
            await host.Store.WriteAsync(
                "INSERT INTO order_history (order_id, version, changed_at, action, actor, via) VALUES (@id, @version, 1, 'amended', 'alice', 'v2')",
                new { id, version = 1_764_000_000L + (i * i) });
        }

        var (entries, pages, after) = (new List<GetOrderHistory.Entry>(), 0, (Position?)null);
        do
        {
            var page = await Desk.OfViewer(host.Services).GetAsync((GetOrderHistory.Handler handler) => handler.GetAsync(id, after, default));
            Assert.True(page.IsWhole);
            entries.AddRange(page.Entries);
            after = page.Next;
            pages++;
        }
        while (after is not null);

        Assert.Equal(3, pages);
        Assert.Equal([.. Enumerable.Range(0, 120).Select(i => 1_764_000_000L + (i * i)).Reverse(), 1], entries.Select(entry => entry.Version));
    }

    [EngineFact]
    public async Task Only_staff_look_and_an_unknown_order_is_not_found()
    {
        await Assert.ThrowsAsync<ProblemException>(() => new Desk(host.Services, "alice").AskAsync(
            (GetOrderHistory.Handler handler) => handler.GetAsync("none", default)));
        await Desk.OfViewer(host.Services).AssertRefusedAsync("order-not-found", (GetOrderHistory.Handler handler) => handler.GetAsync("none", default));
    }

    private Task<GetOrderHistory.Details> HistoryAsync(string id) =>
        Desk.OfViewer(host.Services).GetAsync((GetOrderHistory.Handler handler) => handler.GetAsync(id, default));

    private static IEnumerable<string> Told(GetOrderHistory.Details history) =>
        history.Entries.Select(entry => $"{entry.Version} {entry.Action} {entry.Via}");

    private Task<long> CountAsync(string where, string id) => host.Store.ReadAsync<long>($"SELECT COUNT(*) FROM order_history {where}", new { id });
}
