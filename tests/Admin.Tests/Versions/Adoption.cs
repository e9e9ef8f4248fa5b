using Mobile.Features.Pipeline.Apps;

namespace Mobile.Admin.Tests.Versions;

/// <summary>Forty days of traffic and the devices behind it, as the worker would have summed them.</summary>
internal static class Adoption
{
    private const long Day = 24 * 60 * 60 * 1000;

    private static readonly (string Platform, string App)[] Apps =
    [
        ("ios", "2.9.4"), ("ios", "3.1.0"), ("ios", "3.4.1"), ("android", "3.0.0"), ("android", "3.4.1"),
    ];

    /// <summary>Twenty devices: each app on four of them, one of these on v1.</summary>
    public static async Task FillAsync(TestHost host)
    {
        var now = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var today = now - now % Day;
        for (var device = 0; device < 20; device++)
        {
            var (platform, app) = Apps[device / 4];
            await host.Store.WriteAsync(
                """
                INSERT INTO active_devices (user_id, device_id, api_version, platform, app_version, app_version_order, first_seen_at, last_seen_at, queued_at)
                VALUES (@user, 'phone', @api, @platform, @app, @order, @now, @now, NULL)
                """,
                new { user = $"{device:d32}", api = device % 4 == 0 ? "v1" : "v2", platform, app, order = AppVersion.ParseOrNull(app)?.SortKey, now });
        }

        for (var at = today - 40 * Day; at < today; at += Day)
        {
            foreach (var (platform, app) in Apps)
            {
                var row = new { at, platform, app };
                await host.Store.WriteAsync("INSERT INTO traffic_day_callers VALUES (@at, 'v1', 'GET /orders', @platform, @app, 20)", row);
                await host.Store.WriteAsync("INSERT INTO traffic_day_apps VALUES (@at, 'v1', @platform, @app, 20, 0, 0), (@at, 'v2', @platform, @app, 80, 0, 0)", row);
            }

            await host.Store.WriteAsync("INSERT INTO adoption_days VALUES (@at, 'all', 'all', 'all', 20, 20), (@at, 'v1', 'ios', '3.1.0', 5, 5)", new { at });
        }

        // Whoever asks counts anew, and no worker does before.
        await host.Store.WriteAsync("UPDATE active_rollups SET counted_at = 0, due_at = @never", new { never = long.MaxValue });
    }
}
