using System.Net;

namespace Mobile.Features.Tests.Pipeline.Limits;

/// <summary>The dashboard has a budget for each member of staff, and for each address where nobody is signed in.</summary>
public sealed class DashboardLimitTests : IAsyncLifetime
{
    private const int Quota = 20;
    private const string Page = "/admin/operations/audit";

    private readonly TestHost host = new LimitedHost();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Staff_who_ask_too_much_see_a_page_that_says_how_long_to_wait_and_others_are_not_concerned()
    {
        using var sam = await Browser.SignInAsync(host.Address, "sam");
        using var vera = await Browser.SignInAsync(host.Address, "vera");

        var refused = (await AskAsync(sam, Page, Quota + 5)).Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();

        Assert.NotEmpty(refused);
        Assert.All(refused, answer => Assert.InRange(int.Parse(answer.Header("Retry-After")!), 1, 60 / Quota));
        Assert.All(refused, answer => Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("Too many requests", await refused[0].Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", refused[0].Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await vera.GetAsync(Page)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await sam.GetAsync("/_content/Mobile.Admin/admin.css")).StatusCode);

        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await sam.GetAsync(Page)).StatusCode);
    }

    [Fact]
    public async Task An_action_is_counted_like_a_page_and_does_nothing_beyond_the_budget()
    {
        using var sam = await Browser.SignInAsync(host.Address, "sam");
        var hidden = await sam.HiddenFieldsAsync("/admin/versions/v1", "/admin/versions/v1/deprecate");
        await AskAsync(sam, Page, Quota);

        var refused = await sam.PostAsync("/admin/versions/v1/deprecate", hidden);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(0, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM api_versions WHERE deprecated_at IS NOT NULL"));
    }

    [Fact]
    public async Task Before_sign_in_the_address_is_counted_and_who_is_signed_in_there_goes_on()
    {
        using var sam = await Browser.SignInAsync(host.Address, "sam");
        using var stranger = new Browser(host.Address);
        host.Clock.Advance(TimeSpan.FromMinutes(1));

        var answers = await AskAsync(stranger, "/admin/signin/start", Quota + 5);

        Assert.InRange(answers.Count(answer => answer.StatusCode == HttpStatusCode.Redirect), Quota, Quota + 4);
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await stranger.GetAsync("/ADMIN/nowhere")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await sam.GetAsync(Page)).StatusCode);
    }

    /// <summary>The callback precedes all else of the dashboard, and asks the provider.</summary>
    [Fact]
    public async Task So_is_what_comes_back_from_the_provider()
    {
        using var stranger = new Browser(host.Address);

        var answers = await AskAsync(stranger, "/admin/SignIn?code=none&state=none", Quota + 5);

        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.InRange(answers.Count(answer => answer.StatusCode == HttpStatusCode.Redirect), Quota, Quota + 4);
    }

    private static Task<HttpResponseMessage[]> AskAsync(Browser browser, string page, int times) =>
        Task.WhenAll(Enumerable.Range(0, times).Select(_ => browser.GetAsync(page)));

    private sealed class LimitedHost() : TestHost(new SqliteStore(), "api,admin", new Dictionary<string, string>(StringComparer.Ordinal) { ["Limits:Admin"] = $"{Quota}" });
}
