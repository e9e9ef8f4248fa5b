using System.Net;
using System.Text.Json;

namespace Mobile.Features.Tests.Profile;

public abstract class ProfileTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : ProfileTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : ProfileTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [EveryVersion]
    public async Task A_profile_begins_with_what_the_provider_knows_and_is_changed_by_merge_patch(string version)
    {
        using var bob = await host.SignInAsync("bob");
        var before = await bob.ReadAsync($"/api/{version}/profile");
        Assert.Equal(("Bob Tanaka", "bob@example.com"), (before.Text("name"), before.Text("email")));
        var known = before.GetProperty("version").GetInt64();

        var answer = await bob.PatchAsync($"/api/{version}/profile", new { phone = "+81 3 1234-5678", address = "1-2-3 Ginza\nTokyo", email = "other@example.com" }, known);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var after = await bob.ReadAsync($"/api/{version}/profile");
        Assert.Equal($"\"{known + 1}.{after.Text("id")}\"", answer.Header("ETag"));
        Assert.Equal(after.GetRawText(), (await answer.ReadAsync()).GetRawText());
        Assert.Equal("+81 3 1234-5678", after.Text("phone"));
        Assert.Equal("Bob Tanaka", after.Text("name"));
        Assert.Equal("bob@example.com", after.Text("email"));
        Assert.Equal("+81 3 1234-5678", await host.Store.ReadAsync<string>("SELECT phone FROM users WHERE subject = 'bob'"));

        var cleared = await bob.PatchAsync($"/api/{version}/profile", new { phone = (string?)null }, known + 1);
        Assert.Equal(JsonValueKind.Null, (await cleared.ReadAsync()).GetProperty("phone").ValueKind);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task An_unchanged_profile_is_304(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var etag = (await alice.GetAsync($"/api/{version}/profile")).Header("ETag")!;

        var unchanged = await alice.GetAsync($"/api/{version}/profile", ("If-None-Match", etag), ("Accept-Encoding", "br"));

        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Empty(await unchanged.Content.ReadAsByteArrayAsync());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Two_devices_collide_in_the_field_that_both_edited(string version)
    {
        using var phone = await host.SignInAsync("sam", "phone");
        using var tablet = await host.SignInAsync("sam", "tablet");
        var known = (await phone.ReadAsync($"/api/{version}/profile")).GetProperty("version").GetInt64();
        await phone.PatchAsync($"/api/{version}/profile", new { name = $"Samuel ({version})" }, known);
        await phone.PatchAsync($"/api/{version}/profile", new { address = $"Lagos ({version})" }, known + 1);

        var same = await (await tablet.PatchAsync($"/api/{version}/profile", new { name = "Sammy", phone = "12345" }, known)).AssertProblemAsync(412, "precondition-failed");
        var apart = await (await tablet.PatchAsync($"/api/{version}/profile", new { phone = "12345" }, known)).AssertProblemAsync(412, "precondition-failed");
        var newer = await (await tablet.PatchAsync($"/api/{version}/profile", new { name = "Sammy", address = "Abuja" }, known + 1)).AssertProblemAsync(412, "precondition-failed");

        Assert.Equal(["name"], Fields(same));
        Assert.Equal($"Samuel ({version})", same.GetProperty("current").Text("name"));
        Assert.Empty(Fields(apart));
        Assert.Equal(["address"], Fields(newer));
        var merged = await tablet.PatchAsync($"/api/{version}/profile", new { phone = "12345" }, apart.GetProperty("currentVersion").GetInt64());
        Assert.Equal(HttpStatusCode.OK, merged.StatusCode);
    }

    [EngineTheory]
    [EveryVersion("name", null)]
    [EveryVersion("name", "")]
    [EveryVersion("name", "tab\u0007")]
    [EveryVersion("phone", "call me")]
    [EveryVersion("phone", "1")]
    [EveryVersion("phone", "")]
    [EveryVersion("phone", "()()()")]
    [EveryVersion("phone", "1-800-FLOWERS")]
    [EveryVersion("phone", "+1 415\n555 2671")]
    [EveryVersion("phone", "0123456789012345678901234567890123456789012345678901")]
    public async Task A_wrong_value_is_refused_by_its_name(string member, string? value, string version)
    {
        using var alice = await host.SignInAsync("alice");

        var answer = await alice.PatchAsync($"/api/{version}/profile", new Dictionary<string, string?> { [member] = value }, version: 1);

        var problem = await answer.AssertProblemAsync(400, "validation-failed");
        Assert.True(problem.GetProperty("errors").TryGetProperty(member, out _));
    }

    [EngineTheory]
    [EveryVersion("(415) 555-2671", "(415) 555-2671")]
    [EveryVersion("+1 (415) 555-2671", "+1 (415) 555-2671")]
    [EveryVersion("\u202a+1 415 555 2671\u202c", "+1 415 555 2671")]
    [EveryVersion("\u200e+49\u00a030\u202f901820\u00ad", "+49 30 901820")]
    [EveryVersion("+49 30\u2011901820", "+49 30-901820")]
    [EveryVersion("\uff0b81\u30003\u20131234", "+81 3-1234")]
    [EveryVersion("\u0660\u0661\u0662 \u06f3\u06f4\u06f5", "012 345")]
    [EveryVersion(" 555 2671 ", "555 2671")]
    public async Task A_number_is_taken_as_people_write_and_copy_it(string sent, string stored, string version)
    {
        using var vera = await host.SignInAsync("vera");
        var known = (await vera.ReadAsync($"/api/{version}/profile")).GetProperty("version").GetInt64();

        var answer = await vera.PatchAsync($"/api/{version}/profile", new { phone = sent, address = App.NewKey() }, known);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(stored, (await answer.ReadAsync()).Text("phone"));
        Assert.Equal(stored, await host.Store.ReadAsync<string>("SELECT phone FROM users WHERE subject = 'vera'"));
    }

    private static List<string?> Fields(JsonElement problem) => [.. problem.GetProperty("conflictingFields").EnumerateArray().Select(field => field.GetString())];
}
