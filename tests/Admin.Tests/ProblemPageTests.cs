using System.Net;
using Mobile.Admin.Tests.Support;
using Mobile.Features.Pipeline;

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

        var answer = await sam.PostAsync("/admin/versions/v1/deprecate", ("formId", App.NewKey()), ("informationUrl", "https://forged.example"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Nothing was done", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await dashboard.Host.Store.ReadAsync<long>("SELECT COUNT(*) FROM api_versions WHERE information_url = 'https://forged.example'"));
    }

    [Fact]
    public async Task A_time_is_read_in_the_zone_that_the_form_showed()
    {
        using var sam = await Browser.SignInAsync(dashboard.Address, "sam");
        var hidden = await sam.HiddenFieldsAsync("/admin/versions/v1", "/admin/versions/v1/deprecate");

        var answer = await sam.PostAsync(
            "/admin/versions/v1/deprecate", [.. hidden.Where(field => field.Name != "zone"), ("zone", "America/New_York"), ("deprecatedAt", "2031-01-15T12:00")]);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(
            new DateTimeOffset(2031, 1, 15, 17, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(),
            await dashboard.Host.Store.ReadAsync<long>("SELECT deprecated_at FROM api_versions WHERE version = 'v1'"));
    }

    [Fact]
    public async Task A_form_that_was_refused_is_not_called_done_when_it_is_sent_again()
    {
        using var alice = await dashboard.Host.SignInAsync("alice");
        using var sam = await Browser.SignInAsync(dashboard.Address, "sam");
        var order = await alice.PlaceOrderAsync();
        var hidden = await sam.HiddenFieldsAsync($"/admin/orders/{order}", $"/admin/orders/{order}/ship");
        await alice.PostAsync($"/api/{ApiVersions.Current}/orders/{order}/cancel", new { }, App.NewKey());

        foreach (var time in new[] { "first", "second" })
        {
            var answer = await sam.PostAsync($"/admin/orders/{order}/ship", hidden);
            Assert.True(answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed or HttpStatusCode.UnprocessableEntity, $"{time}: {answer.StatusCode}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages.Theory), MemberType = typeof(Pages))]
    public async Task An_address_that_says_nonsense_is_no_failure(string path)
    {
        using var vera = await Browser.SignInAsync(dashboard.Address, "vera", "/admin/versions/flags");
        var nonsense = "after=x&days=abc&range=zz&by=zz&state=zz&status=zz&sort=--&rows=-1&callers=x&flag=%F0%9F%98%80&host=%22&platform=zz&minimum=zz&action=zz&subject=%25"
            + "&q=%27%25_%5B%00%EF%BF%BF&actor=%00&from=0001-01-01T00:00&to=9999-12-31T23:59";

        foreach (var query in new[] { nonsense, "after=9223372036854775807.~", "after=-1.%00", "q=" + new string('x', 3_000), "from=2026-13-45&to=x" })
        {
            var answer = await vera.GetAsync($"{path.Split('?')[0].Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)}?{query}", ("Cookie", "zone=America/New_York"));
            Assert.True((int)answer.StatusCode < 500, $"{path}?{query}: {(int)answer.StatusCode}");
        }
    }
}
