namespace Mobile.Testing.Scenarios.Dashboard;

/// <summary>The pages of the dashboard, as staff open them; the names in braces stand for ids that the database has.</summary>
internal static class DashboardPages
{
    public static IReadOnlyList<string> All { get; } =
    [
        "/admin",
        "/admin/versions",
        "/admin/versions?by=app&days=90",
        "/admin/versions?by=platform&days=7",
        "/admin/versions/v1",
        "/admin/versions/v2",
        "/admin/versions/apps",
        "/admin/versions/apps?platform=ios&minimum=3.10.0",
        "/admin/versions/flags",
        "/admin/versions/pins",
        "/admin/devices",
        "/admin/devices?by=user&q=ada",
        "/admin/devices?by=model&q=Pixel",
        "/admin/devices?by=model&q=Nokia",
        "/admin/devices?platform=fcmV1&app=2.0.0",
        "/admin/devices?app=9.9.9",
        "/admin/devices?state=ended",
        "/admin/devices/{device}",
        "/admin/campaigns",
        "/admin/campaigns?state=draft",
        "/admin/campaigns?q=nobody",
        "/admin/campaigns/new",
        "/admin/campaigns/{draft}",
        "/admin/campaigns/{draft}/edit",
        "/admin/campaigns/{ended}",
        "/admin/orders",
        "/admin/orders?q=ada",
        "/admin/orders?status=cancelled",
        "/admin/orders?status=picking",
        "/admin/orders/{order}",
        "/admin/operations",
        "/admin/operations?range=30d",
        "/admin/operations/outbox",
        "/admin/operations/workers",
        "/admin/operations/audit",
        "/admin/operations/audit?action=flag-set",
        "/admin/operations/audit?actor=ada&action=flag-set&subject=order/",
        "/admin/operations/audit?subject=order/01",
    ];

    /// <summary>Where the ids come from.</summary>
    public static IReadOnlyDictionary<string, string> Ids { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["{device}"] = "SELECT device_id FROM deliveries ORDER BY push_id DESC LIMIT 1",
        ["{draft}"] = "SELECT id FROM campaigns WHERE state = 'draft' ORDER BY created_at DESC LIMIT 1",
        ["{ended}"] = "SELECT id FROM campaigns WHERE recipients > 0 ORDER BY created_at DESC LIMIT 1",
        ["{order}"] = "SELECT id FROM orders WHERE status = 'placed' ORDER BY placed_at DESC LIMIT 1",
    };
}
