using System.Net;
using System.Text.Json;
using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Tests.Privacy;

public abstract class ExportAccountTests(TestHost host) : PrivacyScene(host)
{
    public sealed class Sqlite() : ExportAccountTests(new SqliteApiHost());

    public sealed class SqlServer() : ExportAccountTests(new SqlServerApiHost());

    [EngineTheory]
    [EveryVersion]
    public async Task An_export_has_all_that_is_held_and_no_push_handle(string version)
    {
        var (app, device, secrets) = await LiveAsync("bob", version);
        using var closing = app;

        var answer = await app.GetAsync($"/api/{version}/profile/export");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal("attachment; filename=\"mobile-export.json\"", answer.Header("Content-Disposition"));
        var text = await answer.Content.ReadAsStringAsync();
        var document = JsonElement.Parse(text);
        Assert.Equal(
            ["exportedAt", "profile", "auditLog", "idempotencyKeys", "sessions", "orders", "devices", "activity", "pushes", "campaigns"],
            document.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("Bob Tanaka", Phone), (document.GetProperty("profile").Text("name"), document.GetProperty("profile").Text("phone")));
        var amended = document.GetProperty("orders").EnumerateArray().Single(order => order.GetProperty("history").GetArrayLength() == 2 && order.GetProperty("removedAt").ValueKind == JsonValueKind.Null);
        Assert.Equal($"{Note}!", amended.GetProperty("order").Text("note"));
        Assert.True(amended.GetProperty("history")[1].GetProperty("changes").GetProperty("noteChanged").GetBoolean());
        Assert.True(amended.GetProperty("order").TryGetProperty(Contract.Of(version).Lines, out _));
        Assert.Equal(device, document.GetProperty("devices")[0].Text("id"));
        Assert.Equal(3, document.GetProperty("pushes").GetArrayLength());
        Assert.Equal("telephone-of-bob", document.GetProperty("sessions")[0].Text("deviceId"));
        Assert.NotEmpty(document.GetProperty("idempotencyKeys").EnumerateArray());
        Assert.DoesNotContain(secrets[7], text, StringComparison.Ordinal);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Every_order_is_exported_once_however_many_there_are_and_nobody_elses(string version)
    {
        const int Orders = (2 * KeysetPages.Size) + 7;
        using var bob = await Host.SignInAsync("bob");
        var (alice, _, secrets) = await LiveAsync("alice", version);
        using var closing = alice;
        var id = await UserIdAsync("bob");
        var before = await CountAsync($"orders WHERE user_id = '{id}'");
        for (var order = 0; order < Orders; order++)
        {
            await Store.WriteAsync(
                """
                INSERT INTO orders (id, user_id, seq, version, status, total_minor, currency, lines, placed_at, updated_at)
                VALUES (@order, @id, @seq, 1, 'placed', 100, 'EUR', '[]', 1, 1)
                """,
                new { order = $"order-{order:D5}", id, seq = 1000 + order });
        }

        var text = await (await bob.GetAsync($"/api/{version}/profile/export")).Content.ReadAsStringAsync();

        var exported = JsonElement.Parse(text).GetProperty("orders").EnumerateArray().Select(order => order.GetProperty("order").Text("id")).ToList();
        Assert.Equal(before + Orders, exported.Count);
        Assert.Equal(exported.Count, exported.Distinct(StringComparer.Ordinal).Count());
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.DoesNotContain(await UserIdAsync("alice"), text, StringComparison.Ordinal);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task An_export_is_no_part_of_a_batch(string version)
    {
        using var bob = await Host.SignInAsync("bob");

        var answer = await bob.PostAsync($"/api/{version}/batch", new { requests = new[] { new { id = "1", method = "GET", url = "/profile/export" } } }, App.NewKey());

        Assert.Equal(400, (await answer.ReadAsync()).GetProperty("responses")[0].GetProperty("status").GetInt32());
    }
}
