using System.Net;
using System.Web;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Garbage;
using Mobile.Features.Sessions;

namespace Mobile.Admin.Tests.SignIn;

/// <summary>Signing in to the dashboard at the development provider, over HTTP. Moves the clock, so each test has a host of its own.</summary>
public abstract class SignInTests(TestHost host) : IAsyncLifetime
{
    private const string Home = "/admin";

    public sealed class Sqlite() : SignInTests(new SqliteApiHost());

    public sealed class SqlServer() : SignInTests(new SqlServerApiHost());

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [EngineFact]
    public async Task Whoever_is_not_signed_in_goes_to_the_provider_with_a_challenge_and_comes_back_to_the_very_page()
    {
        using var browser = new Browser(host.Address);

        var challenge = await browser.GetAsync("/admin?from=a%26b&page=2");

        Assert.Equal(HttpStatusCode.Redirect, challenge.StatusCode);
        var question = HttpUtility.ParseQueryString(challenge.Headers.Location!.Query);
        Assert.Equal("/dev-identity/authorize", challenge.Headers.Location.AbsolutePath);
        Assert.Equal(("mobile-admin", "code", "S256", new Uri(host.Address, "/admin/signin").ToString()),
            (question["client_id"], question["response_type"], question["code_challenge_method"], question["redirect_uri"]));
        Assert.Equal(43, question["code_challenge"]!.Length);
        Assert.NotNull(question["nonce"]);
        Assert.Equal(["email", "openid", "profile"], question["scope"]!.Split(' ').Order(StringComparer.Ordinal));

        var (url, page) = await browser.FollowAsync(await browser.GetAsync(challenge.Headers.Location + "&login_hint=vera"));

        Assert.Equal(("/admin?from=a%26b&page=2", HttpStatusCode.OK), (url.PathAndQuery, page.StatusCode));
    }

    [EngineFact]
    public async Task The_cookie_is_kept_from_scripts_and_from_other_sites_and_holds_nothing_of_the_person()
    {
        using var browser = new Browser(host.Address);
        var (_, code) = await UpToCallbackAsync(browser, "sam", Home);

        var callback = await browser.GetAsync(code);

        var cookie = Assert.Single(callback.Headers.GetValues("Set-Cookie"), text => text.StartsWith("mobile-staff=", StringComparison.Ordinal));
        Assert.Contains("; path=/; samesite=lax; httponly", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("secure", cookie, StringComparison.Ordinal);
        Assert.InRange(cookie.Length, 1, 600);
        Assert.Equal(1, await CountAsync("staff_sessions"));
    }

    [EngineFact]
    public async Task Away_from_this_machine_the_cookies_are_secure_and_the_hosts_own()
    {
        using var browser = new Browser(host.Address);

        var challenge = await browser.GetAsync(Home, ("Host", "mobile.example"));

        var cookie = Assert.Single(challenge.Headers.GetValues("Set-Cookie"));
        Assert.Contains("; secure;", cookie, StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task A_first_sign_in_makes_the_user_and_the_next_one_and_an_app_find_it()
    {
        using var first = await Browser.SignInAsync(host.Address, "sam");
        using var second = await Browser.SignInAsync(host.Address, "sam");
        using var app = await host.SignInAsync("sam");

        Assert.Equal(1, await CountAsync("users WHERE subject = 'sam'"));
        Assert.Equal(1, await host.Store.ReadAsync<long>("SELECT COUNT(DISTINCT user_id) FROM staff_sessions"));
    }

    [EngineFact]
    public async Task A_person_has_so_many_sessions_at_most_and_the_oldest_ends()
    {
        using var oldest = await Browser.SignInAsync(host.Address, "sam");
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        using var second = await Browser.SignInAsync(host.Address, "sam");
        using var vera = await Browser.SignInAsync(host.Address, "vera");
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < StaffSessions.MaxSessions - 1; i++)
        {
            using var more = await Browser.SignInAsync(host.Address, "sam");
        }

        Assert.Equal(StaffSessions.MaxSessions + 1, await CountAsync("staff_sessions"));
        Assert.Equal(HttpStatusCode.Redirect, (await oldest.GetAsync(Home)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync(Home)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await vera.GetAsync(Home)).StatusCode);
        Assert.Equal(1, await CountAsync("audit_log WHERE action = 'staff-signed-out' AND occurrences = 1"));
    }

    [EngineFact]
    public async Task What_a_clock_ahead_has_left_takes_no_room()
    {
        using var sam = await Browser.SignInAsync(host.Address, "sam");
        host.Clock.Step(TimeSpan.FromDays(40));
        for (var i = 0; i < StaffSessions.MaxSessions; i++)
        {
            using var ahead = await Browser.SignInAsync(host.Address, "sam");
        }

        host.Clock.Step(-TimeSpan.FromDays(40));
        using var first = await Browser.SignInAsync(host.Address, "sam");
        using var second = await Browser.SignInAsync(host.Address, "sam");

        Assert.Equal(HttpStatusCode.OK, (await first.GetAsync(Home)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync(Home)).StatusCode);
        Assert.Equal(2, await CountAsync("staff_sessions"));
    }

    [EngineFact]
    public async Task A_callback_counts_once_in_the_browser_that_began_and_with_its_own_state()
    {
        using var browser = new Browser(host.Address);
        var (_, callback) = await UpToCallbackAsync(browser, "sam", Home);

        using var other = new Browser(host.Address);
        await AssertFailedAsync(other, callback, "expired");
        await AssertFailedAsync(browser, callback.Replace("state=", "state=x", StringComparison.Ordinal), "expired");
        await AssertFailedAsync(browser, "/admin/signin?code=abc", "expired");
        await AssertFailedAsync(browser, "/admin/signin", "expired");

        Assert.Equal(Home, (await browser.GetAsync(callback)).Headers.Location?.ToString());
        using var replay = browser.Copy();
        await AssertFailedAsync(replay, callback, "expired");
        Assert.Equal(1, await CountAsync("staff_sessions"));
    }

    [EngineFact]
    public async Task A_code_that_was_used_before_opens_nothing_even_with_the_cookies_of_before()
    {
        using var browser = new Browser(host.Address);
        var (_, callback) = await UpToCallbackAsync(browser, "sam", Home);
        using var thief = browser.Copy();
        await browser.GetAsync(callback);

        await AssertFailedAsync(thief, callback, "expired");
        Assert.Equal(1, await CountAsync("staff_sessions"));
    }

    [EngineFact]
    public async Task What_the_provider_refuses_ends_on_a_page_that_leads_back()
    {
        using var browser = new Browser(host.Address);
        var (state, _) = await UpToCallbackAsync(browser, "sam", "/admin?page=2");
        await AssertFailedAsync(browser, $"/admin/signin?error=access_denied&state={state}", "cancelled");

        (state, _) = await UpToCallbackAsync(browser, "sam", "/admin?page=2");
        var html = await AssertFailedAsync(browser, $"/admin/signin?error=server_error&state={state}", "refused");

        Assert.Contains("/admin/signin/start?returnUrl=%2Fadmin%3Fpage%3D2", html, StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task A_sign_in_that_takes_too_long_begins_again()
    {
        using var browser = new Browser(host.Address);
        var (_, callback) = await UpToCallbackAsync(browser, "sam", Home);
        host.Clock.Advance(TimeSpan.FromMinutes(16));

        await AssertFailedAsync(browser, callback, "expired");
    }

    [EngineTheory]
    [InlineData("https://evil.example/admin")]
    [InlineData("//evil.example/admin")]
    [InlineData("/\\evil.example")]
    [InlineData("/admin\\..\\evil")]
    [InlineData("/administration")]
    [InlineData("/api/v1/orders")]
    [InlineData("")]
    public async Task A_sign_in_leads_nowhere_but_below_admin(string returnUrl)
    {
        using var browser = new Browser(host.Address);

        var (_, callback) = await UpToCallbackAsync(browser, "sam", returnUrl);

        Assert.Equal(Home, (await browser.GetAsync(callback)).Headers.Location?.ToString());
    }

    [EngineFact]
    public async Task Who_has_no_role_is_told_so_with_403_and_gets_neither_a_session_nor_a_user()
    {
        await host.Store.WriteAsync("UPDATE users SET subject = 'somebody else' WHERE subject = 'alice'");
        using var browser = new Browser(host.Address);
        for (var again = 0; again < 3; again++)
        {
            var (url, page) = await browser.FollowAsync(await browser.GetAsync(Browser.StartUrl("alice", Home)));

            Assert.Equal(("/admin/denied", HttpStatusCode.Forbidden), (url.AbsolutePath, page.StatusCode));
            Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
            Assert.Contains("You have no access", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal((0, 0), (await CountAsync("staff_sessions"), await CountAsync("users WHERE subject = 'alice'")));
        Assert.DoesNotContain(browser.Cookies.GetCookies(host.Address).Select(cookie => cookie.Name), name => name.Contains("mobile-staff", StringComparison.Ordinal));
        Assert.Equal((1, 3), (await CountAsync("audit_log"), await host.Store.ReadAsync<long>("SELECT occurrences FROM audit_log WHERE action = 'sign-in-refused'")));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync(Home)).StatusCode);
    }

    [EngineFact]
    public async Task Hundreds_of_requests_of_a_customer_leave_one_entry_in_the_audit_log()
    {
        using var app = await host.SignInAsync("alice");
        using var browser = await Browser.SignInAsync(host.Address, "alice");
        var before = await CountAsync("audit_log");
        foreach (var path in Enumerable.Range(0, 100).SelectMany(i => new[] { Home, $"/admin/campaigns/{i}/approve", $"/admin/made-up-{i}" }))
        {
            await browser.PostAsync(path, ("anything", "1"));
        }

        Assert.Equal(before, await CountAsync("audit_log"));
        Assert.Equal(
            await host.Store.ReadAsync<string>("SELECT id FROM users WHERE subject = 'alice'"),
            await host.Store.ReadAsync<string>("SELECT actor FROM audit_log WHERE action = 'sign-in-refused'"));
    }

    [EngineFact]
    public async Task Sign_ins_and_sign_outs_are_counted_in_the_audit_log()
    {
        using var first = await Browser.SignInAsync(host.Address, "vera");
        using var second = await Browser.SignInAsync(host.Address, "vera");
        await second.PostAsync("/admin/signout", await second.HiddenFieldsAsync(Home, "/admin/signout"));

        var id = await host.Store.ReadAsync<string>("SELECT id FROM users WHERE subject = 'vera'");
        Assert.Equal(
            [$"{id} staff-signed-in user/{id} 2", $"{id} staff-signed-out user/{id} 1"],
            (await host.Store.QueryAsync<AuditRow>("SELECT actor AS Actor, action AS Action, subject AS Subject, occurrences AS Times FROM audit_log ORDER BY action"))
                .Select(row => $"{row.Actor} {row.Action} {row.Subject} {row.Times}"));
        Assert.Equal(1, await host.Store.ReadAsync<long>("SELECT COUNT(DISTINCT person_key) FROM audit_log"));
    }

    [EngineFact]
    public async Task A_session_from_before_sign_ins_named_the_person_is_good_no_longer()
    {
        using var browser = await Browser.SignInAsync(host.Address, "sam");
        await host.Store.WriteAsync("UPDATE staff_sessions SET person_key = NULL");

        Assert.Equal("/dev-identity/authorize", (await browser.GetAsync(Home)).Headers.Location?.AbsolutePath);
    }

    [EngineFact]
    public async Task Signing_out_ends_the_session_wherever_its_cookie_was_copied_to()
    {
        using var browser = await Browser.SignInAsync(host.Address, "vera");
        using var copy = browser.Copy();
        var form = await browser.HiddenFieldsAsync(Home, "/admin/signout");

        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/admin/signout")).StatusCode);
        Assert.Equal(1, await CountAsync("staff_sessions"));
        var (url, _) = await browser.FollowAsync(await browser.PostAsync("/admin/signout", form));

        Assert.Equal("/admin/signedout", url.AbsolutePath);
        Assert.Equal(0, await CountAsync("staff_sessions"));
        Assert.Equal("/dev-identity/authorize", (await copy.GetAsync(Home)).Headers.Location?.AbsolutePath);
    }

    [EngineFact]
    public async Task A_session_ends_after_eight_hours_without_use_and_after_twelve_in_any_case()
    {
        using var idle = await Browser.SignInAsync(host.Address, "sam");
        using var busy = await Browser.SignInAsync(host.Address, "vera");
        await AdvanceAsync(5, HttpStatusCode.OK);
        await AdvanceAsync(4, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Redirect, (await idle.GetAsync(Home)).StatusCode);
        await AdvanceAsync(2.9, HttpStatusCode.OK);
        await AdvanceAsync(0.2, HttpStatusCode.Redirect);

        await host.Services.GetRequiredService<GarbageCollector>().CollectAsync(default);
        Assert.Equal(0, await CountAsync("staff_sessions"));

        async Task AdvanceAsync(double hours, HttpStatusCode status)
        {
            host.Clock.Advance(TimeSpan.FromHours(hours));
            Assert.Equal(status, (await busy.GetAsync(Home)).StatusCode);
        }
    }

    [EngineTheory]
    [InlineData(40)]
    [InlineData(0.3)]
    public async Task A_session_of_a_clock_that_was_ahead_is_over_once_the_clock_is_right(double days)
    {
        using var before = await Browser.SignInAsync(host.Address, "sam");
        host.Clock.Step(TimeSpan.FromDays(days));
        using var ahead = await Browser.SignInAsync(host.Address, "vera");
        Assert.Equal(HttpStatusCode.OK, (await ahead.GetAsync(Home)).StatusCode);
        host.Clock.Step(-TimeSpan.FromDays(days));

        Assert.Equal(HttpStatusCode.Redirect, (await ahead.GetAsync(Home)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await before.GetAsync(Home)).StatusCode);
        using var again = await Browser.SignInAsync(host.Address, "vera");
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync(Home)).StatusCode);
    }

    [EngineFact]
    public async Task A_session_of_one_node_is_good_on_another_and_ends_on_both()
    {
        await using var other = TestNode.Start(host.Store, host.Clock, "admin");
        using var here = await Browser.SignInAsync(host.Address, "vera");
        using var there = here.Copy(other.Address);

        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync(Home)).StatusCode);
        var form = await there.HiddenFieldsAsync(Home, "/admin/signout");
        await there.PostAsync("/admin/signout", form);

        Assert.Equal(HttpStatusCode.Redirect, (await here.GetAsync(Home)).StatusCode);
    }

    [EngineFact]
    public async Task Nodes_that_start_together_agree_on_one_key()
    {
        await host.Store.WriteAsync("DELETE FROM protection_keys");
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => TestNode.Start(host.Store, host.Clock, "admin"))));
        try
        {
            Assert.Equal(1, await CountAsync("protection_keys"));
            using var first = await Browser.SignInAsync(nodes[0].Address, "sam");
            foreach (var node in nodes)
            {
                using var browser = first.Copy(node.Address);
                Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(Home)).StatusCode);
            }
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    [EngineFact]
    public async Task A_sign_in_does_not_enter_the_session_that_the_browser_came_with()
    {
        using var vera = await Browser.SignInAsync(host.Address, "vera");
        using var planted = vera.Copy();

        await planted.FollowAsync(await planted.GetAsync(Browser.StartUrl("sam", Home)));

        Assert.Equal(HttpStatusCode.OK, (await vera.GetAsync(Home)).StatusCode);
        Assert.Equal(2, await host.Store.ReadAsync<long>("SELECT COUNT(DISTINCT user_id) FROM staff_sessions"));
        Assert.Equal(HttpStatusCode.OK, (await planted.GetAsync(Home)).StatusCode);
    }

    [EngineFact]
    public async Task A_form_without_a_session_says_that_it_has_ended_and_a_script_is_told_401()
    {
        using var browser = new Browser(host.Address);

        var post = await browser.PostAsync(Home, ("anything", "1"));
        var (url, page) = await browser.FollowAsync(post);
        Assert.Equal("/admin/signin/failed", url.AbsolutePath);
        Assert.Contains("Your session has ended, and what you sent was not done", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var nobody = new Browser(host.Address);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync(Home, ("Sec-Fetch-Mode", "cors"))).StatusCode);
    }

    [EngineFact]
    public async Task The_apis_token_opens_no_page_and_the_cookie_no_api()
    {
        using var browser = await Browser.SignInAsync(host.Address, "sam");
        using var app = await host.SignInAsync("sam");

        await (await browser.GetAsync($"/api/{ApiVersions.Current}/orders")).AssertProblemAsync(401, "unauthenticated");
        Assert.Equal(HttpStatusCode.Redirect, (await app.GetAsync(Home)).StatusCode);
    }

    [EngineFact]
    public async Task Without_the_role_admin_nothing_below_admin_is_served()
    {
        await using var node = TestNode.Start(host.Store, host.Clock, "api");
        using var browser = new Browser(node.Address);

        foreach (var path in new[] { Home, "/admin/signin", "/admin/signin/start", "/admin/signin/failed", "/admin/denied", "/admin/signedout", "/admin/anything" })
        {
            await (await browser.GetAsync(path)).AssertProblemAsync(404, "not-found");
        }

        await (await browser.PostAsync("/admin/signout")).AssertProblemAsync(404, "not-found");
    }

    [EngineFact]
    public async Task The_development_provider_serves_a_process_of_the_role_admin_alone()
    {
        await using var node = TestNode.Start(host.Store, host.Clock, "admin");
        using var browser = await Browser.SignInAsync(node.Address, "vera");

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(Home)).StatusCode);
        await (await browser.GetAsync($"/api/{ApiVersions.Current}/orders")).AssertProblemAsync(404, "not-found");
    }

    /// <summary>Begins to sign in.</summary>
    /// <returns>The state, and the URL with which the provider sends the browser back.</returns>
    private static async Task<(string State, string Callback)> UpToCallbackAsync(Browser browser, string user, string returnUrl)
    {
        var challenge = await browser.GetAsync(Browser.StartUrl(user, returnUrl));
        var callback = (await browser.GetAsync(challenge.Headers.Location!.ToString())).Headers.Location!;
        return (Uri.EscapeDataString(HttpUtility.ParseQueryString(callback.Query)["state"]!), callback.PathAndQuery);
    }

    private static async Task<string> AssertFailedAsync(Browser browser, string callback, string reason)
    {
        var (url, page) = await browser.FollowAsync(await browser.GetAsync(callback));
        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal(("/admin/signin/failed", reason), (url.AbsolutePath, HttpUtility.ParseQueryString(url.Query)["reason"]));
        Assert.Contains("You are not signed in", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        return html;
    }

    private sealed record AuditRow(string Actor, string Action, string Subject, long Times);

    private async Task<long> CountAsync(string rows) => await host.Store.ReadAsync<long>($"SELECT CAST(COUNT(*) AS bigint) FROM {rows}");
}
