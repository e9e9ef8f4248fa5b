using System.Net;
using Mobile.Admin.Tests.Support;

namespace Mobile.Admin.Tests;

public sealed class ProblemPageTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    [Fact]
    public async Task A_page_that_fails_says_what_to_do_and_nothing_of_the_inside()
    {
        using var sam = await Browser.SignInAsync(dashboard.Address, "sam", "/admin/denied");
        await dashboard.Host.Store.WriteAsync("ALTER TABLE traffic_rollups RENAME TO hidden_rollups");

        var answer = await sam.GetAsync("/admin/operations/workers");
        var page = await answer.Content.ReadAsStringAsync();

        await dashboard.Host.Store.WriteAsync("ALTER TABLE hidden_rollups RENAME TO traffic_rollups");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("<h1>This did not work", page, StringComparison.Ordinal);
        Assert.Contains("Try again", page, StringComparison.Ordinal);
        Assert.DoesNotContain("traffic_rollups", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_another_site_or_of_an_earlier_session_does_nothing_and_shows_its_page()
    {
        using var sam = await Browser.SignInAsync(dashboard.Address, "sam");

        var answer = await sam.PostAsync("/admin/versions/v1/deprecate", ("formId", App.NewKey()));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Nothing was done", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await dashboard.Host.Store.ReadAsync<long>("SELECT COUNT(*) FROM api_versions"));
    }
}
