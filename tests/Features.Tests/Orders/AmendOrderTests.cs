using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Mobile.Features.Tests.Orders;

public abstract class AmendOrderTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : AmendOrderTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : AmendOrderTests(host), IClassFixture<SqlServerHost>;

    [EngineFact]
    public async Task A_merge_patch_changes_what_it_names_and_nothing_else()
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(note: "ring twice");

        var noted = await alice.PatchAsync($"/api/v2/orders/{id}", new { note = "ring once" }, version: 1);
        Assert.Equal(HttpStatusCode.OK, noted.StatusCode);
        Assert.Equal("\"2\"", noted.Header("ETag"));
        var lines = await alice.PatchAsync($"/api/v1/orders/{id}", new { items = new[] { new { sku = "TRJ-MOS", quantity = 1 } } }, version: 2);
        Assert.Equal(HttpStatusCode.OK, lines.StatusCode);
        var emptied = await alice.PatchAsync($"/api/v2/orders/{id}", new { note = (string?)null }, version: 3);

        var order = await emptied.ReadAsync();
        Assert.Equal(JsonValueKind.Null, order.GetProperty("note").ValueKind);
        Assert.Equal("TRJ-MOS", order.GetProperty("lines")[0].Text("sku"));
        Assert.Equal(12900, order.GetProperty("total").GetProperty("amountMinor").GetInt64());
        Assert.Equal(4, order.GetProperty("version").GetInt64());
        Assert.Equal(order.GetRawText(), (await alice.ReadAsync($"/api/v2/orders/{id}")).GetRawText());
        Assert.Equal(12900, await host.Store.ReadAsync<long>("SELECT total_minor FROM orders WHERE id = @id", new { id }));
    }

    [EngineFact]
    public async Task A_product_that_was_ordered_keeps_its_price_and_may_be_off_sale_meanwhile()
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(sku: "WSK-M");
        var price = (await alice.ReadAsync($"/api/v2/orders/{id}")).GetProperty("total").GetProperty("amountMinor").GetInt64();
        await host.Store.WriteAsync("UPDATE products SET price_minor = price_minor + 500, retired_at = 1 WHERE sku = 'WSK-M'");

        var more = await alice.PatchAsync($"/api/v2/orders/{id}", new { lines = new[] { new { sku = "WSK-M", quantity = 3 } } }, version: 1);

        Assert.Equal(3 * price, (await more.ReadAsync()).GetProperty("total").GetProperty("amountMinor").GetInt64());
        var unknown = await alice.PatchAsync($"/api/v2/orders/{id}", new { lines = new[] { new { sku = "NOPE", quantity = 3 } } }, version: 2);
        await unknown.AssertProblemAsync(422, "unknown-sku");
    }

    [EngineFact]
    public async Task The_second_of_two_devices_gets_the_state_and_the_fields_in_conflict()
    {
        using var phone = await host.SignInAsync("alice", "phone");
        using var tablet = await host.SignInAsync("alice", "tablet");
        var id = await phone.PlaceOrderAsync(note: "blue");
        await phone.PatchAsync($"/api/v2/orders/{id}", new { note = "red" }, version: 1);

        var both = await tablet.PatchAsync(
            $"/api/v2/orders/{id}", new { note = "green", lines = new[] { new { sku = "MUG-RED", quantity = 9 } } }, version: 1);
        var problem = await both.AssertProblemAsync(412, "precondition-failed");

        Assert.Equal(["note"], problem.GetProperty("conflictingFields").EnumerateArray().Select(field => field.GetString()));
        Assert.Equal(2, problem.GetProperty("currentVersion").GetInt64());
        Assert.Equal((await phone.ReadAsync($"/api/v2/orders/{id}")).GetRawText(), problem.GetProperty("current").GetRawText());
        var apart = await tablet.PatchAsync($"/api/v1/orders/{id}", new { items = new[] { new { sku = "MUG-RED", quantity = 9 } } }, version: 1);
        var nothing = await apart.AssertProblemAsync(412, "precondition-failed");
        Assert.Empty(nothing.GetProperty("conflictingFields").EnumerateArray());
        Assert.Equal("red", nothing.GetProperty("current").Text("note"));
        Assert.True(nothing.GetProperty("current").TryGetProperty("items", out _));
        Assert.Equal("red", await host.Store.ReadAsync<string>("SELECT note FROM orders WHERE id = @id", new { id }));
    }

    [EngineFact]
    public async Task A_conflict_over_the_lines_is_named_as_the_version_names_them()
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync();
        await alice.PatchAsync($"/api/v2/orders/{id}", new { lines = new[] { new { sku = "MUG-RED", quantity = 2 } } }, version: 1);

        var patch = new[] { new { sku = "MUG-RED", quantity = 3 } };
        var v1 = await (await alice.PatchAsync($"/api/v1/orders/{id}", new { items = patch }, version: 1)).AssertProblemAsync(412, "precondition-failed");
        var v2 = await (await alice.PatchAsync($"/api/v2/orders/{id}", new { lines = patch }, version: 1)).AssertProblemAsync(412, "precondition-failed");
        var same = await alice.PatchAsync($"/api/v2/orders/{id}", new { lines = new[] { new { sku = "MUG-RED", quantity = 2 } } }, version: 1);

        Assert.Equal("items", v1.GetProperty("conflictingFields")[0].GetString());
        Assert.Equal("lines", v2.GetProperty("conflictingFields")[0].GetString());
        Assert.Empty((await same.AssertProblemAsync(412, "precondition-failed")).GetProperty("conflictingFields").EnumerateArray());
        var apart = await alice.PatchAsync($"/api/v2/orders/{id}", new { note = "nobody else touched it" }, version: 1);
        Assert.Empty((await apart.AssertProblemAsync(412, "precondition-failed")).GetProperty("conflictingFields").EnumerateArray());
    }

    [EngineFact]
    public async Task A_repeated_success_replays_although_its_version_is_stale_by_then()
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync();
        var key = App.NewKey();

        var first = await alice.PatchAsync($"/api/v2/orders/{id}", new { note = "once" }, version: 1, key);
        await alice.PatchAsync($"/api/v2/orders/{id}", new { note = "later" }, version: 2);
        var again = await alice.PatchAsync($"/api/v2/orders/{id}", new { note = "once" }, version: 1, key);

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.True(again.IsReplay());
        Assert.Equal("\"2\"", again.Header("ETag"));
        Assert.Equal(await first.Content.ReadAsByteArrayAsync(), await again.Content.ReadAsByteArrayAsync());
        Assert.Equal("later", (await alice.ReadAsync($"/api/v2/orders/{id}")).Text("note"));
    }

    [EngineFact]
    public async Task Of_parallel_patches_at_one_version_one_succeeds()
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => alice.PatchAsync($"/api/v2/orders/{id}", new { note = $"{i}" }, version: 1)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(11, answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed));
        Assert.Equal(2, (await alice.ReadAsync($"/api/v2/orders/{id}")).GetProperty("version").GetInt64());
    }

    [EngineFact]
    public async Task A_patch_that_changes_nothing_makes_no_new_version()
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(note: "same");

        foreach (var patch in new object[] { new { }, new { note = "same" }, new { lines = new[] { new { sku = "MUG-RED", quantity = 1 } } } })
        {
            var answer = await alice.PatchAsync($"/api/v2/orders/{id}", patch, version: 1);
            Assert.Equal((HttpStatusCode.OK, "\"1\""), (answer.StatusCode, answer.Header("ETag")));
        }
    }

    [EngineFact]
    public async Task Lines_are_fixed_once_the_order_is_picked_and_the_note_is_not()
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync();
        await host.Store.WriteAsync("UPDATE orders SET status = 'picking' WHERE id = @id", new { id });

        var lines = await alice.PatchAsync($"/api/v2/orders/{id}", new { lines = new[] { new { sku = "MUG-RED", quantity = 2 } } }, version: 1);
        await lines.AssertProblemAsync(409, "order-not-amendable");
        Assert.Equal(HttpStatusCode.OK, (await alice.PatchAsync($"/api/v2/orders/{id}", new { note = "leave it at the door" }, version: 1)).StatusCode);
    }

    [EngineTheory]
    [InlineData(null, 428, "precondition-required")]
    [InlineData("", 428, "precondition-required")]
    [InlineData("1", 400, "invalid-if-match")]
    [InlineData("\"1", 400, "invalid-if-match")]
    [InlineData("W/\"1\"", 412, "precondition-failed")]
    [InlineData("\"2\"", 412, "precondition-failed")]
    [InlineData("\"one\"", 412, "precondition-failed")]
    [InlineData("\"-1\"", 412, "precondition-failed")]
    [InlineData("\"2\", \"1\"", 200, null)]
    [InlineData("*", 200, null)]
    public async Task If_match_decides(string? ifMatch, int status, string? code)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync();
        List<(string, string)> headers = [("Idempotency-Key", App.NewKey())];
        if (ifMatch is not null)
        {
            headers.Add(("If-Match", ifMatch));
        }

        var answer = await alice.SendAsync(HttpMethod.Patch, $"/api/v2/orders/{id}", Patch("{\"note\":\"x\"}"), [.. headers]);

        Assert.Equal(status, (int)answer.StatusCode);
        if (code is not null)
        {
            await answer.AssertProblemAsync(status, code);
        }

        Assert.Equal(status == 200 ? "x" : null, await host.Store.ReadAsync<string>("SELECT note FROM orders WHERE id = @id", new { id }));
    }

    [EngineTheory]
    [InlineData("{\"lines\":null}", 400, "validation-failed")]
    [InlineData("{\"lines\":[]}", 400, "validation-failed")]
    [InlineData("{\"lines\":[null]}", 400, "validation-failed")]
    [InlineData("{\"lines\":[{\"sku\":\"MUG-RED\",\"quantity\":0}]}", 400, "validation-failed")]
    [InlineData("{\"note\":5}", 400, "invalid-type")]
    [InlineData("{\"note\":\"bell\\u0007\"}", 400, "validation-failed")]
    [InlineData("[]", 400, "invalid-type")]
    [InlineData("null", 400, "body-required")]
    [InlineData("", 400, "body-required")]
    public async Task A_wrong_patch_is_refused(string body, int status, string code)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync();

        var answer = await alice.SendAsync(
            HttpMethod.Patch, $"/api/v2/orders/{id}", Patch(body), ("Idempotency-Key", App.NewKey()), ("If-Match", "\"1\""));

        await answer.AssertProblemAsync(status, code);
        Assert.Equal(1, await host.Store.ReadAsync<long>("SELECT version FROM orders WHERE id = @id", new { id }));
    }

    [EngineFact]
    public async Task Another_users_order_is_not_found()
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        var id = await alice.PlaceOrderAsync();

        await (await bob.PatchAsync($"/api/v2/orders/{id}", new { note = "mine" }, version: 1)).AssertProblemAsync(404, "order-not-found");
        await (await bob.PatchAsync($"/api/v2/orders/{id}", new { note = "mine" }, version: 7)).AssertProblemAsync(404, "order-not-found");
        await (await bob.PostAsync($"/api/v2/orders/{id}/cancel", new { }, App.NewKey())).AssertProblemAsync(404, "order-not-found");
        await (await bob.DeleteAsync($"/api/v2/orders/{id}", version: 1)).AssertProblemAsync(404, "order-not-found");
        Assert.Equal("placed", (await alice.ReadAsync($"/api/v2/orders/{id}")).Text("status"));
    }

    private static StringContent Patch(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/merge-patch+json"));
}
