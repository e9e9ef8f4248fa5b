using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;

namespace Mobile.Admin.Tests.Operations;

public sealed class AuditPageTests(Dashboard dashboard) : IClassFixture<Dashboard>
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

    private Task<int> WriteAsync(string id, string action, string subject, string? detail) => dashboard.Host.Store.WriteAsync(
        """
        INSERT INTO audit_log (id, occurred_at, actor, action, subject, detail)
        VALUES (@id, 1700000000000, (SELECT id FROM users WHERE subject = 'sam'), @action, @subject, @detail)
        """,
        new { id, action, subject, detail });
}
