using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Devices;
using Mobile.Features.Orders;
using Mobile.Features.Pipeline;
using Mobile.Features.Sessions;

namespace Mobile.Features.Tests.Privacy;

/// <summary>The deletion itself, and the minutes after it in which access tokens of the account are still good.</summary>
public abstract class DeleteAccountTests(TestHost host) : PrivacyScene(host)
{
    public sealed class Sqlite() : DeleteAccountTests(new SqliteApiHost());

    public sealed class SqlServer() : DeleteAccountTests(new SqlServerApiHost());

    [EngineTheory]
    [EveryVersion]
    public async Task Deleting_needs_the_version_of_the_profile_and_is_done_at_once(string version)
    {
        var (app, _, secrets) = await LiveAsync("bob", version);
        using var closing = app;
        var id = await UserIdAsync("bob");

        var without = await app.DeleteAsync($"/api/{version}/profile", App.NewKey());
        var stale = await app.DeleteAsync($"/api/{version}/profile", 1);
        var current = (await stale.AssertProblemAsync(412, "precondition-failed")).GetProperty("currentVersion").GetInt64();
        var done = await app.DeleteAsync($"/api/{version}/profile", current);

        await without.AssertProblemAsync(428, "precondition-required");
        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
        Assert.DoesNotContain(await FindEverywhereAsync(secrets.Take(4)), found => found.StartsWith("users.", StringComparison.Ordinal));
        Assert.Equal(0, await CountAsync("devices WHERE unregistered_at IS NULL"));
        Assert.Equal(0, await CountAsync($"sessions WHERE user_id = '{id}' AND revoked_at IS NULL"));
        Assert.Equal(1, await CountAsync($"audit_log WHERE actor = '{id}' AND subject = 'user/{id}' AND action = 'account-deleted'"));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_repeated_deletion_gets_its_first_answer_on_every_node(string version)
    {
        var (app, _, _) = await LiveAsync("bob", version);
        using var closing = app;
        await using var node = TestNode.Start(Store, Host.Clock, "api");
        using var there = app.At(node.Address);
        var key = App.NewKey();

        var first = await DeleteAccountAsync(app, key, version);
        var repeated = await DeleteAccountAsync(app, key, version);
        var elsewhere = await DeleteAccountAsync(there, key, version);
        var another = await DeleteAccountAsync(app, App.NewKey(), version);

        Assert.Equal((HttpStatusCode.NoContent, false), (first.StatusCode, first.IsReplay()));
        Assert.Equal((HttpStatusCode.NoContent, true), (repeated.StatusCode, repeated.IsReplay()));
        Assert.Equal((HttpStatusCode.NoContent, true), (elsewhere.StatusCode, elsewhere.IsReplay()));
        await another.AssertProblemAsync(410, "account-deleted");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Until_another_node_has_heard_of_it_a_token_neither_revives_the_account_nor_sees_anything_of_it(string version)
    {
        var (app, device, _) = await LiveAsync("bob", version);
        using var closing = app;
        await using var node = TestNode.StartDeaf(Store, Host.Clock);
        using var there = app.At(node.Address);
        var order = (await app.ReadAsync($"/api/{version}/orders?limit=1")).GetProperty("items")[0].Text("id");
        var cursor = (await app.ReadAsync($"/api/{version}/orders?limit=1")).Text("next");
        await DeleteAccountAsync(app, version: version);
        var before = await CountAsync("orders");
        var keys = await CountAsync("idempotency_keys");

        // However often it is asked for, of what can never be done again nothing is remembered.
        await (await there.DeleteAsync($"/api/{version}/orders/{order}", 1)).AssertProblemAsync(410, "account-deleted");
        await (await there.RegisterAsync(device, DeviceExtensions.Registration(), version)).AssertProblemAsync(410, "account-deleted");
        Assert.Equal(keys, await CountAsync("idempotency_keys"));
        await (await there.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED"), App.NewKey())).AssertProblemAsync(410, "account-deleted");
        await (await there.PatchAsync($"/api/{version}/orders/{order}", new { note = "late" }, 2)).AssertProblemAsync(404, "order-not-found");
        await (await there.PatchAsync($"/api/{version}/profile", new { phone = "12345" }, 2)).AssertProblemAsync(404, "profile-not-found");
        await (await there.PreferAsync(device, new { categories = new { orders = true } }, version)).AssertProblemAsync(404, "device-not-found");
        await (await there.GetAsync($"/api/{version}/profile")).AssertProblemAsync(404, "profile-not-found");
        await (await there.GetAsync($"/api/{version}/profile/export")).AssertProblemAsync(410, "account-deleted");
        await (await there.GetAsync($"/api/{version}/orders/{order}")).AssertProblemAsync(404, "order-not-found");
        Assert.Empty((await there.ReadAsync($"/api/{version}/orders")).GetProperty("items").Ids());
        Assert.Empty((await there.ReadAsync($"/api/{version}/orders?limit=1&after={cursor}")).GetProperty("items").Ids());
        Assert.Empty(await there.DeviceIdsAsync(version));
        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync($"/api/{version}/home")).StatusCode);
        Assert.Equal(before, await CountAsync("orders"));
        Assert.Equal("account-deleted", (await (await there.RefreshAsync(app.RefreshToken)).ReadAsync()).Text("code"));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task From_then_on_every_request_is_told_so_and_no_replay_shows_anything(string version)
    {
        var (app, device, _) = await LiveAsync("bob", version);
        using var closing = app;
        await using var other = TestNode.StartDeaf(Store, Host.Clock);
        var (key, deletion) = (App.NewKey(), App.NewKey());
        var order = Contract.Of(version).Order("MUG-RED", 1, Note);
        Assert.Equal(HttpStatusCode.Created, (await app.PostAsync($"/api/{version}/orders", order, key)).StatusCode);
        await DeleteAccountAsync(app, deletion, version);
        await other.Services.GetRequiredService<RevocationPoll>().RefreshAsync(CancellationToken.None);
        await using var started = TestNode.StartDeaf(Store, Host.Clock);

        foreach (var address in new[] { Host.Address, other.Address, started.Address })
        {
            using var token = app.At(address);
            await (await token.PostAsync($"/api/{version}/orders", order, key)).AssertProblemAsync(410, "account-deleted");
            await (await token.PatchAsync($"/api/{version}/profile", new { phone = "12345" }, 2)).AssertProblemAsync(410, "account-deleted");
            await (await token.RegisterAsync(device, DeviceExtensions.Registration(), version)).AssertProblemAsync(410, "account-deleted");
            foreach (var path in new[] { "profile", "profile/export", "orders", "products", "sync?collections=orders", "home", "devices" })
            {
                await (await token.GetAsync($"/api/{version}/{path}")).AssertProblemAsync(410, "account-deleted");
            }

            await (await DeleteAccountAsync(token, App.NewKey(), version)).AssertProblemAsync(410, "account-deleted");
            var repeated = await DeleteAccountAsync(token, deletion, version);
            Assert.Equal((HttpStatusCode.NoContent, true), (repeated.StatusCode, repeated.IsReplay()));
            Assert.Equal(HttpStatusCode.OK, (await token.GetAsync("/api/config?platform=ios&appVersion=3.2.1")).StatusCode);
        }
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_deletion_that_was_sent_in_a_batch_is_repeated_in_one(string version)
    {
        var (app, _, _) = await LiveAsync("bob", version);
        using var closing = app;
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Idempotency-Key"] = App.NewKey(), ["If-Match"] = "*" };
        var batch = new
        {
            requests = new object[] { new { id = "1", method = "DELETE", url = "/profile", headers }, new { id = "2", method = "GET", url = "/orders" } },
        };

        var first = await StatusesAsync();
        var again = await StatusesAsync();

        Assert.Equal([204, 410], first);
        Assert.Equal([204, 410], again);

        async Task<IEnumerable<int>> StatusesAsync() => (await (await app.PostAsync($"/api/{version}/batch", batch, App.NewKey())).ReadAsync())
            .GetProperty("responses").EnumerateArray().Select(item => item.GetProperty("status").GetInt32());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Another_device_is_told_too(string version)
    {
        var (app, _, _) = await LiveAsync("bob", version);
        using var closing = app;
        using var tablet = await Host.SignInAsync("bob", "tablet");
        var path = $"/api/{version}/sync?collections=orders,profile";
        var token = (await tablet.ReadAsync(path)).Text("syncToken");
        await DeleteAccountAsync(app, version: version);

        await (await tablet.GetAsync($"{path}&since={token}")).AssertProblemAsync(410, "account-deleted");
        Assert.Equal("account-deleted", (await (await tablet.RefreshAsync(tablet.RefreshToken)).ReadAsync()).Text("code"));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task On_a_node_that_has_not_heard_of_it_another_device_starts_afresh_and_finds_nothing(string version)
    {
        var (app, _, _) = await LiveAsync("bob", version);
        using var closing = app;
        await using var node = TestNode.StartDeaf(Store, Host.Clock);
        using var tablet = (await Host.SignInAsync("bob", "tablet")).At(node.Address);
        var path = $"/api/{version}/sync?collections=orders,profile";
        var token = (await tablet.ReadAsync(path)).Text("syncToken");
        var ofList = (await tablet.ReadAsync($"/api/{version}/orders")).Text("syncToken");
        await DeleteAccountAsync(app, version: version);

        await (await tablet.GetAsync($"{path}&since={token}")).AssertProblemAsync(410, "sync-reset-required");
        await (await tablet.GetAsync($"/api/{version}/orders?since={ofList}")).AssertProblemAsync(410, "sync-reset-required");
        var fresh = await tablet.ReadAsync(path);

        Assert.False(fresh.GetProperty("more").GetBoolean());
        Assert.All(fresh.GetProperty("collections").EnumerateObject(), collection => Assert.Empty(collection.Value.GetProperty("items").EnumerateArray()));
        var next = await tablet.ReadAsync($"{path}&since={fresh.Text("syncToken")}");
        Assert.Empty(next.GetProperty("collections").GetProperty("orders").GetProperty("items").EnumerateArray());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Signing_in_again_makes_a_new_account_that_is_empty(string version)
    {
        var (app, device, _) = await LiveAsync("bob", version);
        using var closing = app;
        var before = await UserIdAsync("bob");
        await DeleteAccountAsync(app, version: version);

        using var again = await Host.SignInAsync("bob", "telephone-of-bob");

        Assert.NotEqual(before, await UserIdAsync("bob"));
        Assert.Empty((await again.ReadAsync($"/api/{version}/orders")).GetProperty("items").Ids());
        Assert.Equal(JsonValueKind.Null, (await again.ReadAsync($"/api/{version}/profile")).GetProperty("phone").ValueKind);
        Assert.Equal(HttpStatusCode.Created, (await again.RegisterAsync(device, DeviceExtensions.Registration(), version)).StatusCode);
        var order = await again.PlaceOrderAsync(version: version);
        await EraseAsync();
        await again.RefreshAsync();
        Assert.Equal([order], (await again.ReadAsync($"/api/{version}/orders")).GetProperty("items").Ids());
        Assert.Equal([device], await again.DeviceIdsAsync(version));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task An_account_that_never_wrote_anything_is_closed_too(string version)
    {
        using var app = await Host.SignInAsync("vera");
        await Store.WriteAsync("DELETE FROM feeds WHERE owner IN (SELECT id FROM users WHERE subject = 'vera')");

        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAccountAsync(app, version: version)).StatusCode);

        await (await app.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED"), App.NewKey())).AssertProblemAsync(410, "account-deleted");
        Assert.Equal(1, await EraseAsync());
    }

    [EngineFact]
    public async Task Staff_see_the_order_of_somebody_who_has_gone_and_cannot_ship_it()
    {
        var (app, device, _) = await LiveAsync("bob");
        using var closing = app;
        var id = await UserIdAsync("bob");
        var order = (await app.ReadAsync($"/api/{ApiVersions.Current}/orders?limit=1")).GetProperty("items")[0].Text("id");
        await DeleteAccountAsync(app);
        var desk = Desk.OfPush(Host.Services);

        var refused = await desk.AskAsync((ShipOrder.Handler orders) => orders.ShipAsync(order, default));
        await EraseAsync();
        var page = await desk.AskAsync((SearchOrders.Handler orders) => orders.SearchAsync(new(id), default));
        var details = (await desk.AskAsync((GetOrderHistory.Handler orders) => orders.GetAsync(order, default))).Value!;

        Assert.Equal("order-not-shippable", refused.Problem!.Type.Code);
        Assert.Equal((id, null, null), (page.Items[0].Customer.Id, page.Items[0].Customer.Name, page.Items[0].Customer.Email));
        Assert.Null(details.Note);
        Assert.All(details.Entries, entry => Assert.Equal("deleted-account", entry.Actor.Id));
        Assert.Equal("device-not-found", (await desk.AskAsync((GetDevice.Handler devices) => devices.GetAsync(device, default))).Problem!.Type.Code);
    }
}
