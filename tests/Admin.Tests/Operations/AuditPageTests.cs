using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;

namespace Mobile.Admin.Tests.Operations;

public sealed partial class AuditPageTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    [BrowserFact]
    public async Task The_log_is_filtered_by_the_address_and_keeps_it_on_reload()
    {
        await WriteAsync("a1", "campaign-drafted", "campaign/c1", null);
        await WriteAsync("a2", "order-shipped", "order/o1", null);
        await using var vera = await dashboard.OpenAsync("vera", "/admin/operations/audit");

        await vera.Field("Action").SelectOptionAsync("order-shipped");
        await vera.Field("Who").FillAsync("SAM");
        await vera.Button("Filter").ClickAsync();
        await vera.Page.ReloadAsync();

        var rows = vera.Page.GetByRole(AriaRole.Table, new() { Name = "Audit log" }).GetByRole(AriaRole.Row);
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("Sam Okafor");
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("order/o1");
    }

    [Fact]
    public async Task The_file_has_what_the_page_filters_and_no_cell_is_a_formula()
    {
        await WriteAsync("a3", "version-noted", "api-version/v1", "=HYPERLINK(\"http://evil\"), \"quoted\"");
        using var vera = await Browser.SignInAsync(dashboard.Address, "vera");

        var answer = await vera.GetAsync("/admin/operations/audit.csv?action=version-noted");

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("at,actor,actor name,actor e-mail,action,subject,detail,person,occurrences,last at", lines[0].TrimStart('\uFEFF'));
        Assert.EndsWith(",version-noted,api-version/v1,\"'=HYPERLINK(\"\"http://evil\"\"), \"\"quoted\"\"\",,1,", Assert.Single(lines[1..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_once_with_a_count_says_until_when_as_far_as_it_differs()
    {
        await CountAsync("b1", "user/none", 1_700_000_000_000 + 1_000);
        await CountAsync("b2", "user/u2", 1_700_000_000_000 + 60_000);
        await CountAsync("b3", "user/u3", 1_700_000_000_000 + 86_400_000);
        using var vera = await Browser.SignInAsync(dashboard.Address, "vera");

        var page = await (await vera.GetAsync("/admin/operations/audit?action=counted")).Content.ReadAsStringAsync();

        Assert.Equal(
            [
                "14 Nov 2023, 22:13 2 times, until 15 Nov 2023, 22:13 user/u3",
                "14 Nov 2023, 22:13 2 times, until 22:14 user/u2",
                "14 Nov 2023, 22:13 2 times nobody found",
            ],
            Row().Matches(page).Select(row => $"{Text(row.Groups["when"].Value)} {Text(row.Groups["subject"].Value)}"));
    }

    private static string Text(string html) => Space().Replace(Tag().Replace(html, " "), " ").Trim();

    private Task<int> CountAsync(string id, string subject, long last) => dashboard.Host.Store.WriteAsync(
        """
        INSERT INTO audit_log (id, occurred_at, actor, action, subject, occurrences, last_at)
        VALUES (@id, 1700000000000, (SELECT id FROM users WHERE subject = 'sam'), 'counted', @subject, 2, @last)
        """,
        new { id, subject, last });

    private Task<int> WriteAsync(string id, string action, string subject, string? detail) => dashboard.Host.Store.WriteAsync(
        """
        INSERT INTO audit_log (id, occurred_at, actor, action, subject, detail)
        VALUES (@id, 1700000000000, (SELECT id FROM users WHERE subject = 'sam'), @action, @subject, @detail)
        """,
        new { id, action, subject, detail });

    [GeneratedRegex("<tr[^>]*>\\s*<td class=\"nowrap\">(?<when>.*?)</td>.*?<td>[^<]*<a href=\"[^\"]*\">counted</a></td>\\s*<td>(?<subject>.*?)</td>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Row();

    [GeneratedRegex("<[^>]+>", RegexOptions.None, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex("\\s+", RegexOptions.None, 1000)]
    private static partial Regex Space();
}
