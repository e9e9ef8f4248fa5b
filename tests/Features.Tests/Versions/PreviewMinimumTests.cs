using Mobile.Features.Versions.Adoption;
using Mobile.Features.Versions.RemoteConfig;

namespace Mobile.Features.Tests.Versions;

public abstract class PreviewMinimumTests(TestHost host) : AdoptionScene(host)
{
    [EngineFact]
    public async Task A_minimum_is_previewed_with_the_devices_the_users_and_their_queued_writes()
    {
        await CallAsync("alice", "phone", "ios", "3.1.0", "v1");
        await CallAsync("alice", "tablet", "ios", "3.9.1", "v2");
        await CallAsync("bob", "phone", "ios", "3.10.0-beta.1", "v2");
        await CallAsync("sam", "phone", "ios", "3.10.0", "v2");
        await CallAsync("sam", "tablet", "ios", "banana", "v2");
        await CallAsync("vera", "phone", "android", "1.0.0", "v2");
        await QueuedWriteAsync("alice", "tablet", "3.9.1");

        var impact = await PreviewAsync("3.10.0");
        var (none, all) = (await PreviewAsync("3.0"), await PreviewAsync("4.0"));

        Assert.Equal(new PreviewMinimum.Impact(ActiveDevices: 5, Devices: 3, Users: 2, DevicesWithQueuedWrites: 1, DevicesOfUnknownVersion: 1, impact.CountedAt), impact);
        Assert.Equal((0, 0, 0), (none.Devices, none.Users, none.DevicesWithQueuedWrites));
        Assert.Equal((4, 3), (all.Devices, all.Users));

        // And what was foretold is what happens.
        await Release.GetAsync((SetAppRelease.Handler handler) => handler.SetAsync(new("ios", "3.10.0", null, Store, "It refuses three of five."), default));
        var refused = 0;
        foreach (var (user, device, app) in new[] { ("alice", "phone", "3.1.0"), ("alice", "tablet", "3.9.1"), ("bob", "phone", "3.10.0-beta.1"), ("sam", "phone", "3.10.0"), ("sam", "tablet", "banana") })
        {
            using var signedIn = await Host.SignInAsync(user, device);
            refused += (int)(await signedIn.With("ios", app).GetAsync("/api/v2/profile")).StatusCode == 426 ? 1 : 0;
        }

        Assert.Equal(impact.Devices, refused);
        await Viewer.AssertRefusedAsync("invalid-policy", (PreviewMinimum.Handler handler) => handler.PreviewAsync("windows", "3.0", default));
        await Viewer.AssertRefusedAsync("invalid-policy", (PreviewMinimum.Handler handler) => handler.PreviewAsync("ios", "banana", default));
    }

    [EngineFact]
    public async Task A_minimum_that_refuses_many_needs_a_reason_even_if_somebody_has_it()
    {
        await CallAsync("alice", "phone", "ios", "3.1.0", "v2");
        await CallAsync("bob", "phone", "ios", "3.2.0", "v2");
        await CallAsync("sam", "phone", "ios", "99.0.0", "v2");

        var refused = await Release.AssertRefusedAsync(
            "reason-required", (SetAppRelease.Handler handler) => handler.SetAsync(new("ios", "32.0", null, Store), default));
        Assert.Contains("would refuse 2 of 3 active devices", refused.Detail, StringComparison.Ordinal);
        await Release.GetAsync((SetAppRelease.Handler handler) => handler.SetAsync(new("ios", "32.0", null, Store, "The server of 3.x is gone."), default));

        var detail = await Host.Store.ReadAsync<string>("SELECT detail FROM audit_log WHERE action = 'app-release-set' AND detail LIKE '%gone%'");
        Assert.Contains("Refuses 2 of 3 active devices, 2 users.", detail, StringComparison.Ordinal);
    }

    public sealed class Sqlite(SqliteApiHost host) : PreviewMinimumTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : PreviewMinimumTests(host), IClassFixture<SqlServerApiHost>;
}
