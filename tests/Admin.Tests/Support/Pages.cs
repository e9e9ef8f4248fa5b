using Microsoft.Playwright;

namespace Mobile.Admin.Tests.Support;

/// <summary>Every page of the dashboard, for what must hold of all of them.</summary>
internal static class Pages
{
    public static readonly IReadOnlyList<string> All =
    [
        "/admin",
        "/admin/versions",
        "/admin/versions/v1",
        "/admin/campaigns",
        "/admin/campaigns/new",
        "/admin/campaigns/{draft}",
        "/admin/campaigns/{draft}/edit",
        "/admin/campaigns/{approval}",
        "/admin/campaigns/{paused}",
        "/admin/denied",
        "/admin/nowhere",
    ];

    public static TheoryData<string> Theory => [.. All];

    public static readonly BrowserNewContextOptions Phone = new() { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true };

    public static readonly BrowserNewContextOptions Dark = new() { ColorScheme = ColorScheme.Dark };

    public static readonly BrowserNewContextOptions WithoutScripts = new() { JavaScriptEnabled = false };
}
