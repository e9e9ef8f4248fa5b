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
        "/admin/operations",
        "/admin/operations/outbox",
        "/admin/operations/workers",
        "/admin/operations/audit",
        "/admin/versions/v2",
        "/admin/versions/apps",
        "/admin/versions/apps?platform=ios&minimum=3.2.0&store=https://apps.example.com/mobile",
        "/admin/versions/flags",
        "/admin/versions/flags?flag=checkout.new",
        "/admin/versions/pins",
        "/admin/devices",
        "/admin/devices?by=device&q=a11ce&state=ended",
        "/admin/devices/{device}",
        "/admin/orders",
        "/admin/orders/{order}",
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
