using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Mobile.Features.Tests.Orders;

public abstract class AmendOrderTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : AmendOrderTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : AmendOrderTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [EveryVersion]
    public async Task A_merge_patch_changes_what_it_names_and_nothing_else(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(note: "ring twice", version: version);

        var noted = await alice.PatchAsync($"/api/{version}/orders/{id}", new { note = "ring once" }, version: 1);
        Assert.Equal(HttpStatusCode.OK, noted.StatusCode);
        Assert.Equal("\"2\"", noted.Header("ETag"));
        var lines = await alice.PatchAsync($"/api/{version}/orders/{id}", Contract.Of(version).LinesPatch("TRJ-MOS", 1), version: 2);
        Assert.Equal(HttpStatusCode.OK, lines.StatusCode);
        var emptied = await alice.PatchAsync($"/api/{version}/orders/{id}", new { note = (string?)null }, version: 3);

        var order = await emptied.ReadAsync();
        Assert.Equal(JsonValueKind.Null, order.GetProperty("note").ValueKind);
        Assert.Equal("TRJ-MOS", order.GetProperty(Contract.Of(version).Lines)[0].Text("sku"));
        Assert.Equal(12900, Contract.Of(version).TotalMinor(order));
        Assert.Equal(4, order.GetProperty("version").GetInt64());
        Assert.Equal(order.GetRawText(), (await alice.ReadAsync($"/api/{version}/orders/{id}")).GetRawText());
        Assert.Equal(12900, await host.Store.ReadAsync<long>("SELECT total_minor FROM orders WHERE id = @id", new { id }));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_product_that_was_ordered_keeps_its_price_and_may_be_off_sale_meanwhile(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(sku: "WSK-M", version: version);
        var price = Contract.Of(version).TotalMinor(await alice.ReadAsync($"/api/{version}/orders/{id}"));
        await host.Store.WriteAsync("UPDATE products SET price_minor = price_minor + 500, retired_at = 1 WHERE sku = 'WSK-M'");

        var more = await alice.PatchAsync($"/api/{version}/orders/{id}", Contract.Of(version).LinesPatch("WSK-M", 3), version: 1);

        Assert.Equal(3 * price, Contract.Of(version).TotalMinor(await more.ReadAsync()));
        var unknown = await alice.PatchAsync($"/api/{version}/orders/{id}", Contract.Of(version).LinesPatch("NOPE", 3), version: 2);
        await unknown.AssertProblemAsync(422, "unknown-sku");
        await host.Store.WriteAsync("UPDATE products SET retired_at = NULL WHERE sku = 'WSK-M'");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task An_order_of_two_hundred_versions_is_amended_no_more_and_can_still_be_cancelled_and_removed(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(version: version);
        for (var i = 2; i < 200; i++)
        {
            await host.Store.WriteAsync(
                "INSERT INTO order_history (order_id, version, changed_at, action, actor, via) VALUES (@id, @i, 1, 'amended', 'alice', 'v2')", new { id, i });
        }

        await host.Store.WriteAsync("UPDATE orders SET version = 1764000000 WHERE id = @id", new { id });
        var last = await alice.PatchAsync($"/api/{version}/orders/{id}", new { note = "the last" }, version: 1_764_000_000);
        Assert.Equal(HttpStatusCode.OK, last.StatusCode);

        var refused = await alice.PatchAsync($"/api/{version}/orders/{id}", new { note = "one more" }, version: 1_764_000_001);

        await refused.AssertProblemAsync(409, "order-amended-too-often");
        Assert.Equal(HttpStatusCode.OK, (await alice.PatchAsync($"/api/{version}/orders/{id}", new { note = "the last" }, version: 1_764_000_001)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await alice.PostAsync($"/api/{version}/orders/{id}/cancel", new { }, App.NewKey())).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await alice.DeleteAsync($"/api/{version}/orders/{id}", version: 1_764_000_002)).StatusCode);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task The_second_of_two_devices_gets_the_state_and_the_fields_in_conflict(string version)
    {
        using var phone = await host.SignInAsync("alice", "phone");
        using var tablet = await host.SignInAsync("alice", "tablet");
        var id = await phone.PlaceOrderAsync(note: "blue", version: version);
        await phone.PatchAsync($"/api/{version}/orders/{id}", new { note = "red" }, version: 1);

        var both = Contract.Of(version).LinesPatch("MUG-RED", 9);
        both["note"] = "green";
        var refused = await tablet.PatchAsync($"/api/{version}/orders/{id}", both, version: 1);
        var problem = await refused.AssertProblemAsync(412, "precondition-failed");

        Assert.Equal(["note"], problem.GetProperty("conflictingFields").EnumerateArray().Select(field => field.GetString()));
        Assert.Equal(2, problem.GetProperty("currentVersion").GetInt64());
        Assert.Equal((await phone.ReadAsync($"/api/{version}/orders/{id}")).GetRawText(), problem.GetProperty("current").GetRawText());
        var apart = await tablet.PatchAsync($"/api/{version}/orders/{id}", Contract.Of(version).LinesPatch("MUG-RED", 9), version: 1);
        var nothing = await apart.AssertProblemAsync(412, "precondition-failed");
        Assert.Empty(nothing.GetProperty("conflictingFields").EnumerateArray());
        Assert.Equal("red", nothing.GetProperty("current").Text("note"));
        Assert.True(nothing.GetProperty("current").TryGetProperty(Contract.Of(version).Lines, out _));
        Assert.Equal("red", await host.Store.ReadAsync<string>("SELECT note FROM orders WHERE id = @id", new { id }));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_conflict_over_the_lines_is_named_as_the_version_names_them(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(version: version);
        await alice.PatchAsync($"/api/{version}/orders/{id}", Contract.Of(version).LinesPatch("MUG-RED", 2), version: 1);

        var other = await alice.PatchAsync($"/api/{version}/orders/{id}", Contract.Of(version).LinesPatch("MUG-RED", 3), version: 1);
        var same = await alice.PatchAsync($"/api/{version}/orders/{id}", Contract.Of(version).LinesPatch("MUG-RED", 2), version: 1);

        var problem = await other.AssertProblemAsync(412, "precondition-failed");
        Assert.Equal([Contract.Of(version).Lines], problem.GetProperty("conflictingFields").EnumerateArray().Select(field => field.GetString()));
        Assert.Empty((await same.AssertProblemAsync(412, "precondition-failed")).GetProperty("conflictingFields").EnumerateArray());
        var apart = await alice.PatchAsync($"/api/{version}/orders/{id}", new { note = "nobody else touched it" }, version: 1);
        Assert.Empty((await apart.AssertProblemAsync(412, "precondition-failed")).GetProperty("conflictingFields").EnumerateArray());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_repeated_success_replays_although_its_version_is_stale_by_then(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(version: version);
        var key = App.NewKey();

        var first = await alice.PatchAsync($"/api/{version}/orders/{id}", new { note = "once" }, version: 1, key);
        await alice.PatchAsync($"/api/{version}/orders/{id}", new { note = "later" }, version: 2);
        var again = await alice.PatchAsync($"/api/{version}/orders/{id}", new { note = "once" }, version: 1, key);

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.True(again.IsReplay());
        Assert.Equal("\"2\"", again.Header("ETag"));
        Assert.Equal(await first.Content.ReadAsByteArrayAsync(), await again.Content.ReadAsByteArrayAsync());
        Assert.Equal("later", (await alice.ReadAsync($"/api/{version}/orders/{id}")).Text("note"));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Of_parallel_patches_at_one_version_one_succeeds(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(version: version);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => alice.PatchAsync($"/api/{version}/orders/{id}", new { note = $"{i}" }, version: 1)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(11, answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed));
        Assert.Equal(2, (await alice.ReadAsync($"/api/{version}/orders/{id}")).GetProperty("version").GetInt64());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_patch_that_changes_nothing_makes_no_new_version(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(note: "same", version: version);

        foreach (var patch in new object[] { new { }, new { note = "same" }, Contract.Of(version).LinesPatch("MUG-RED", 1) })
        {
            var answer = await alice.PatchAsync($"/api/{version}/orders/{id}", patch, version: 1);
            Assert.Equal((HttpStatusCode.OK, "\"1\""), (answer.StatusCode, answer.Header("ETag")));
        }
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Lines_are_fixed_once_the_order_is_picked_and_the_note_is_not(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(version: version);
        await host.Store.WriteAsync("UPDATE orders SET status = 'picking' WHERE id = @id", new { id });

        var lines = await alice.PatchAsync($"/api/{version}/orders/{id}", Contract.Of(version).LinesPatch("MUG-RED", 2), version: 1);
        await lines.AssertProblemAsync(409, "order-not-amendable");
        Assert.Equal(HttpStatusCode.OK, (await alice.PatchAsync($"/api/{version}/orders/{id}", new { note = "leave it at the door" }, version: 1)).StatusCode);
    }

    [EngineTheory]
    [EveryVersion(null, 428, "precondition-required")]
    [EveryVersion("", 428, "precondition-required")]
    [EveryVersion("1", 400, "invalid-if-match")]
    [EveryVersion("\"1", 400, "invalid-if-match")]
    [EveryVersion("W/\"1\"", 200, null)]
    [EveryVersion("W/\"2\"", 412, "precondition-failed")]
    [EveryVersion("\"2\"", 412, "precondition-failed")]
    [EveryVersion("\"one\"", 412, "precondition-failed")]
    [EveryVersion("\"-1\"", 412, "precondition-failed")]
    [EveryVersion("\"2\", \"1\"", 200, null)]
    [EveryVersion("*", 200, null)]
    public async Task If_match_decides(string? ifMatch, int status, string? code, string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(version: version);
        List<(string, string)> headers = [("Idempotency-Key", App.NewKey())];
        if (ifMatch is not null)
        {
            headers.Add(("If-Match", ifMatch));
        }

        var answer = await alice.SendAsync(HttpMethod.Patch, $"/api/{version}/orders/{id}", Patch("{\"note\":\"x\"}"), [.. headers]);

        Assert.Equal(status, (int)answer.StatusCode);
        if (code is not null)
        {
            await answer.AssertProblemAsync(status, code);
        }

        Assert.Equal(status == 200 ? "x" : null, await host.Store.ReadAsync<string>("SELECT note FROM orders WHERE id = @id", new { id }));
    }

    [EngineTheory]
    [EveryVersion("{\"LINES\":null}", 400, "validation-failed")]
    [EveryVersion("{\"LINES\":[]}", 400, "validation-failed")]
    [EveryVersion("{\"LINES\":[null]}", 400, "validation-failed")]
    [EveryVersion("{\"LINES\":[{\"sku\":\"MUG-RED\",\"quantity\":0}]}", 400, "validation-failed")]
    [EveryVersion("{\"note\":5}", 400, "invalid-type")]
    [EveryVersion("{\"note\":\"bell\\u0007\"}", 400, "validation-failed")]
    [EveryVersion("[]", 400, "invalid-type")]
    [EveryVersion("null", 400, "body-required")]
    [EveryVersion("", 400, "body-required")]
    public async Task A_wrong_patch_is_refused(string body, int status, string code, string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(version: version);

        var answer = await alice.SendAsync(
            HttpMethod.Patch, $"/api/{version}/orders/{id}", Patch(body.Replace("LINES", Contract.Of(version).Lines, StringComparison.Ordinal)), ("Idempotency-Key", App.NewKey()), ("If-Match", "\"1\""));

        await answer.AssertProblemAsync(status, code);
        Assert.Equal(1, await host.Store.ReadAsync<long>("SELECT version FROM orders WHERE id = @id", new { id }));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Another_users_order_is_not_found(string version)
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        var id = await alice.PlaceOrderAsync(version: version);

        await (await bob.PatchAsync($"/api/{version}/orders/{id}", new { note = "mine" }, version: 1)).AssertProblemAsync(404, "order-not-found");
        await (await bob.PatchAsync($"/api/{version}/orders/{id}", new { note = "mine" }, version: 7)).AssertProblemAsync(404, "order-not-found");
        await (await bob.PostAsync($"/api/{version}/orders/{id}/cancel", new { }, App.NewKey())).AssertProblemAsync(404, "order-not-found");
        await (await bob.DeleteAsync($"/api/{version}/orders/{id}", version: 1)).AssertProblemAsync(404, "order-not-found");
        Assert.Equal(Contract.Of(version).StatusOf("placed"), (await alice.ReadAsync($"/api/{version}/orders/{id}")).Text("status"));
    }

    private static StringContent Patch(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/merge-patch+json"));
}
