using System.Net;

namespace Mobile.Admin.Tests.Operations;

/// <summary>Whose data staff look at and what they take away stands in the audit log, before it is shown.</summary>
public abstract class StaffViewTests(TestHost host) : IAsyncLifetime
{
    private const string Device = "a11ce000a11ce000a11ce000a11ce000";

    public sealed class Sqlite() : StaffViewTests(new SqliteApiHost());

    public sealed class SqlServer() : StaffViewTests(new SqlServerApiHost());

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [EngineFact]
    public async Task Looking_at_a_users_data_is_noted_with_the_user_and_what_was_looked_at()
    {
        var (alice, order) = await LiveAsync();
        using var vera = await Browser.SignInAsync(host.Address, "vera");

        await AssertNotedAsync(vera, $"/admin/devices/{Device}", $"device-viewed user/{alice}/device/{Device}");
        await AssertNotedAsync(vera, $"/admin/orders/{order}", $"order-viewed user/{alice}/order/{order}");
        await AssertNotedAsync(vera, "/admin/orders?q=Alice", $"users-searched user/{alice}");
        await AssertNotedAsync(vera, $"/admin/devices?q={alice}");
        await AssertNotedAsync(vera, "/admin/devices?q=nobody-is-called-so", "users-searched user/none");
        await AssertNotedAsync(vera, "/admin/operations/audit.csv", "audit-log-exported audit-log");
        await AssertNotedAsync(vera, "/admin/orders");
        await AssertNotedAsync(vera, "/admin/devices?by=model&q=i");
        Assert.Equal(2, await host.Store.ReadAsync<long>("SELECT occurrences FROM audit_log WHERE action = 'users-searched' AND subject <> 'user/none'"));
        Assert.Equal(0, await host.Store.ReadAsync<long>("SELECT CAST(COUNT(*) AS bigint) FROM audit_log WHERE subject LIKE '%lice%' OR detail LIKE '%lice%'"));
    }

    [EngineFact]
    public async Task What_cannot_be_noted_is_not_shown()
    {
        var (_, order) = await LiveAsync();
        var name = await host.Store.ReadAsync<string>("SELECT name FROM users WHERE subject = 'alice'");
        using var vera = await Browser.SignInAsync(host.Address, "vera");
        await host.Store.WriteAsync(host.Store.Engine == "sqlite"
            ? "CREATE TRIGGER full BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'full'); END"
            : "CREATE TRIGGER [full] ON audit_log INSTEAD OF INSERT AS THROW 50000, 'full', 1");

        foreach (var path in new[] { $"/admin/devices/{Device}", $"/admin/orders/{order}", "/admin/orders?q=Alice", "/admin/operations/audit.csv" })
        {
            var answer = await vera.GetAsync(path);

            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            Assert.DoesNotContain(name!, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [EngineFact]
    public async Task A_page_that_shows_a_refused_form_again_leaves_the_form_to_be_sent_again()
    {
        var (_, order) = await LiveAsync();
        using var sam = await Browser.SignInAsync(host.Address, "sam");
        var page = $"/admin/devices/{Device}";
        var form = (await sam.HiddenFieldsAsync(page, $"{page}/end-session")).Where(field => field.Name != "session").ToList();

        var refused = await sam.PostAsync($"{page}/end-session", [.. form, ("session", "none")]);
        var session = await host.Store.ReadAsync<string>("SELECT session_id FROM devices");
        var done = await sam.PostAsync($"{page}/end-session", [.. form, ("session", session!)]);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.SeeOther), (refused.StatusCode, done.StatusCode));
        Assert.Equal("ended-by-staff", await host.Store.ReadAsync<string>("SELECT revoked_reason FROM sessions WHERE id = @session", new { session }));
    }

    /// <returns>The user's id, and one of their orders.</returns>
    private async Task<(string UserId, string Order)> LiveAsync()
    {
        using var alice = await host.SignInAsync("alice", Device);
        await alice.RegisterAsync(Device, DeviceExtensions.Registration());
        var order = await alice.PlaceOrderAsync();
        return ((await host.Store.ReadAsync<string>("SELECT id FROM users WHERE subject = 'alice'"))!, order);
    }

    /// <summary>Opens the page, and reads what that adds to the log.</summary>
    private async Task AssertNotedAsync(Browser browser, string path, params string[] notes)
    {
        var before = await NotesAsync();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(path)).StatusCode);
        Assert.Equal(notes, (await NotesAsync()).Except(before));
    }

    private async Task<IReadOnlyList<string>> NotesAsync() => [.. (await host.Store.QueryAsync<Note>("""
        SELECT action AS Action, audit_log.subject AS Subject FROM audit_log JOIN users ON users.id = actor WHERE users.subject = 'vera' AND person_key IS NOT NULL
        """)).Select(note => $"{note.Action} {note.Subject}")];

    private sealed record Note(string Action, string Subject);
}
