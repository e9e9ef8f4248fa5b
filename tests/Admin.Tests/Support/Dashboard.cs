using Microsoft.Playwright;

namespace Mobile.Admin.Tests.Support;

/// <summary>The dashboard of a running product, over a fresh database with the sample shop.</summary>
public class Dashboard : IAsyncLifetime
{
    private readonly TestHost host;

    public Dashboard()
        : this(new SqliteHost())
    {
    }

    protected Dashboard(TestHost host) => this.host = host;

    public TestHost Host => host;

    public Uri Address => host.Address;

    public IServiceProvider Services => host.Services;

    /// <summary>Somebody of the staff (<c>sam</c> viewer, push, release; <c>pia</c> viewer, push; <c>vera</c> viewer) opens a page, and signs in on the way.</summary>
    public async Task<Visit> OpenAsync(string user, string path = "/admin", BrowserNewContextOptions? options = null)
    {
        options ??= new();
        options.BaseURL = host.Address.ToString();
        options.TimezoneId ??= "Europe/Berlin";
        options.Locale ??= "en-GB";
        var context = await (await Chromium.GetAsync()).NewContextAsync(options);
        context.SetDefaultTimeout(Patience.Milliseconds);
        var visit = new Visit(context, await context.NewPageAsync());
        await visit.Page.GotoAsync($"/admin/signin/start?user={user}&returnUrl={Uri.EscapeDataString(path)}");
        return visit;
    }

    public virtual Task InitializeAsync() => host.InitializeAsync();

    public virtual Task DisposeAsync() => host.DisposeAsync();
}
