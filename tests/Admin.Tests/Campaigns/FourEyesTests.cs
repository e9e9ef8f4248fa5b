using System.Net;
using Mobile.Features.Campaigns;

namespace Mobile.Admin.Tests.Campaigns;

/// <summary>Two people agree to a large campaign, and one person stays one, however many accounts they have had. Over HTTP, as they would do it.</summary>
public abstract class FourEyesTests(TestHost host) : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Cautious = new(StringComparer.Ordinal) { ["Campaigns:ApprovalThreshold"] = "2" };

    private TestNode node = null!;

    public sealed class Sqlite() : FourEyesTests(new SqliteApiHost());

    public sealed class SqlServer() : FourEyesTests(new SqlServerApiHost());

    public async Task InitializeAsync()
    {
        await host.InitializeAsync();
        if (host.Store is SqliteStore || SqlServerStore.Server is not null)
        {
            node = TestNode.Start(host.Store, host.Clock, "api,admin", Cautious);
        }
    }

    public async Task DisposeAsync()
    {
        await (node?.DisposeAsync() ?? ValueTask.CompletedTask);
        await host.DisposeAsync();
    }

    [EngineFact]
    public async Task Who_deletes_the_account_and_signs_in_again_does_not_approve_their_own_campaign()
    {
        await host.Store.AddDevicesAsync("en", 3);
        using var sam = await SignInAsync("sam");
        var id = await DraftAsync(sam);
        await ScheduleAsync(sam, id);
        Assert.Equal(CampaignStates.AwaitingApproval, await StateAsync(id));
        var former = await UserIdAsync("sam");

        await DeleteAccountAsync("sam");

        Assert.Equal(CampaignStates.Draft, await StateAsync(id));
        Assert.Equal("account-closing", await host.Store.ReadAsync<string>(
            "SELECT actor FROM audit_log WHERE subject = @subject AND action = 'campaign-returned-to-draft'", new { subject = $"campaign/{id}" }));
        Assert.Equal(HttpStatusCode.Redirect, (await sam.GetAsync("/admin")).StatusCode);
        using var pia = await SignInAsync("pia");
        await ScheduleAsync(pia, id);
        using var again = await SignInAsync("sam");

        var refused = await ApproveAsync(again, id);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal(CampaignStates.AwaitingApproval, await StateAsync(id));
        Assert.DoesNotContain($"action=\"/admin/campaigns/{id}/approve\"", await ReadAsync(again, $"/admin/campaigns/{id}"), StringComparison.Ordinal);
        Assert.NotEqual(former, await UserIdAsync("sam"));
        await AssertOnePersonAsync(again, former, await UserIdAsync("sam"));
    }

    [EngineFact]
    public async Task Who_writes_approves_it_under_no_other_account_even_if_the_campaign_still_waits()
    {
        await host.Store.AddDevicesAsync("en", 3);
        using var sam = await SignInAsync("sam");
        var id = await DraftAsync(sam);
        await ScheduleAsync(sam, id);
        await host.Store.WriteAsync("UPDATE campaigns SET snapshot_after = 'a'");
        await DeleteAccountAsync("sam");
        using var again = await SignInAsync("sam");

        Assert.Equal(CampaignStates.AwaitingApproval, await StateAsync(id));
        Assert.Equal(HttpStatusCode.Conflict, (await ApproveAsync(again, id)).StatusCode);
        using var pia = await SignInAsync("pia");
        Assert.Equal(HttpStatusCode.SeeOther, (await ApproveAsync(pia, id)).StatusCode);
        Assert.Equal(CampaignStates.Scheduled, await StateAsync(id));
    }

    [EngineFact]
    public async Task A_campaign_that_waits_for_its_time_goes_back_when_its_author_goes_and_no_other_one_does()
    {
        using var sam = await SignInAsync("sam");
        using var pia = await SignInAsync("pia");
        var (written, untouched, begun) = (await DraftAsync(sam), await DraftAsync(pia), await DraftAsync(sam));
        await ScheduleAsync(pia, written);
        await ScheduleAsync(pia, untouched);
        await ScheduleAsync(sam, begun);
        await host.Store.WriteAsync("UPDATE campaigns SET state = 'preparing' WHERE id = @begun", new { begun });

        await DeleteAccountAsync("sam");

        Assert.Equal(
            (CampaignStates.Draft, CampaignStates.Scheduled, CampaignStates.Preparing), (await StateAsync(written), await StateAsync(untouched), await StateAsync(begun)));
    }

    private Task<Browser> SignInAsync(string user) => Browser.SignInAsync(node.Address, user);

    private static async Task<string> DraftAsync(Browser browser)
    {
        const string form = "/admin/campaigns/new/save";
        var saved = await browser.PostAsync(form, [
            .. await browser.HiddenFieldsAsync("/admin/campaigns/new", form), ("name", "Sale"), ("category", "promotions"), ("title", "Sale"), ("body", "Everything must go"),
        ]);
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        return saved.Headers.Location!.ToString().Split('/')[^1];
    }

    private static async Task ScheduleAsync(Browser browser, string id)
    {
        var page = $"/admin/campaigns/{id}";
        var answer = await browser.PostAsync($"{page}/schedule", [.. await browser.HiddenFieldsAsync(page, $"{page}/schedule"), ("kind", "now")]);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    /// <summary>By hand, as if the page had shown the form.</summary>
    private async Task<HttpResponseMessage> ApproveAsync(Browser browser, string id)
    {
        var token = (await browser.HiddenFieldsAsync("/admin", "/admin/signout")).Single();
        var revision = await host.Store.ReadAsync<long>("SELECT revision FROM campaigns WHERE id = @id", new { id });
        return await browser.PostAsync($"/admin/campaigns/{id}/approve", token, ("formId", App.NewKey()), ("revision", $"{revision}"));
    }

    private async Task DeleteAccountAsync(string user)
    {
        using var app = await App.SignInAsync(node.Address, user);
        var deleted = await app.SendAsync(HttpMethod.Delete, "/api/v2/profile", null, ("Idempotency-Key", App.NewKey()), ("If-Match", "*"));
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
    }

    /// <summary>The audit log tells that both are one person, without a name of the first.</summary>
    private async Task AssertOnePersonAsync(Browser browser, string former, string present)
    {
        var keys = await host.Store.QueryAsync<string>(
            "SELECT DISTINCT person_key FROM audit_log WHERE actor IN @accounts AND person_key IS NOT NULL", new { accounts = new[] { former, present } });
        var key = Assert.Single(keys);
        Assert.Matches("^[0-9a-f]{64}$", key);
        Assert.Null(await host.Store.ReadAsync<string>("SELECT name FROM users WHERE id = @former", new { former }));
        var html = await ReadAsync(browser, $"/admin/operations/audit?person={key}");
        Assert.Contains(former, html, StringComparison.Ordinal);
        Assert.Contains(present, html, StringComparison.Ordinal);
        Assert.DoesNotContain("Pia Sandberg", html, StringComparison.Ordinal);
    }

    private static async Task<string> ReadAsync(Browser browser, string path)
    {
        var answer = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<string?> StateAsync(string id) => await host.Store.ReadAsync<string>("SELECT state FROM campaigns WHERE id = @id", new { id });

    private async Task<string> UserIdAsync(string subject) =>
        (await host.Store.ReadAsync<string>("SELECT id FROM users WHERE subject = @subject", new { subject }))!;
}
