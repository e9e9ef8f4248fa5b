using Mobile.Features.Versions.Lifecycle;
using Mobile.Features.Versions.Overview;
using Mobile.Features.Versions.RemoteConfig;

namespace Mobile.Features.Tests.Versions;

public abstract class OverviewTests(TestHost host) : AdoptionScene(host)
{
    [EngineFact]
    public async Task The_overview_tells_of_the_requests_since_the_day_began_and_of_the_versions_in_use()
    {
        await Release.GetAsync((DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1", SunsetAt: Host.Clock.GetUtcNow() + (8 * Day)), default));
        await Release.GetAsync((SetAppRelease.Handler handler) => handler.SetAsync(new("ios", "3.0", "3.2", Store), default));
        var from = Host.Clock.GetUtcNow();
        await CallAsync("alice", "phone", "ios", "3.1.0", "v1", "v2");
        await CallAsync("alice", "tablet", "ios", "3.2.0", "v2");
        Host.Clock.Advance(TimeSpan.FromHours(1));
        using (var bob = await Host.SignInAsync("bob", "phone"))
        {
            var (app, key) = (bob.With("android", "3.3.0"), App.NewKey());
            await app.PostAsync("/api/v1/orders", new { sku = "BTL-05S", quantity = 1 }, key);
            await app.PostAsync("/api/v1/orders", new { sku = "BTL-05S", quantity = 1 }, key);
            await app.GetAsync("/api/v2/orders/none");
        }

        await SeenAsync("bob", "phone", "3.3.0", ["v1", "v2"]);
        await UntilAsync(async () => (await LookAsync(from)).Today.Requests == 6);

        var seen = await LookAsync(from);
        Assert.Equal(new(6, Refused: 1, Failed: 0, Replayed: 1), seen.Today);
        Assert.Equal((0, 1.0 / 6), (seen.Today.FailureRate, seen.Today.ReplayRate));
        Assert.Equal([3, 3], seen.Hours.Select(hour => hour.Requests));
        Assert.Equal((3, 2), (seen.Active.Devices, seen.Active.Users));
        Assert.Equal(["v1 deprecated 3 0.5 2", "v2 current 3 0.5 3"], seen.Apis.Select(api => $"{api.Version} {api.Status} {api.Requests} {api.Share} {api.Devices}"));
        Assert.Equal(
            ["ios 3.0.0 3.2.0 2 2 1", "android - - 1 1 0"],
            seen.Apps.Select(app => $"{app.Platform} {app.Minimum ?? "-"} {app.Recommended ?? "-"} {app.Versions} {app.Devices} {app.OutdatedDevices}"));
    }

    private Task<GetOverview.Picture> LookAsync(DateTimeOffset from) => Viewer.AskAsync((GetOverview.Handler handler) => handler.GetAsync(from, default));

    public sealed class Sqlite(SqliteApiHost host) : OverviewTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : OverviewTests(host), IClassFixture<SqlServerApiHost>;
}
