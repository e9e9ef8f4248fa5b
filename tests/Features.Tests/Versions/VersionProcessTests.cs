using System.Net;
using System.Net.Http.Headers;
using Mobile.Features.Versions.RemoteConfig;

namespace Mobile.Features.Tests.Versions;

/// <summary>What only a process of its own can show.</summary>
public sealed class VersionProcessTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Fact]
    public async Task Http_2_knows_no_upgrade_header()
    {
        using var alice = await host.SignInAsync("alice");
        await Desk.OfRelease(host.Services).GetAsync((SetAppRelease.Handler handler) =>
            handler.SetAsync(new("ios", "3.2.0", null, "https://apps.example.com/mobile"), default));
        await using var node = await ApiProcess.StartAsync(
            host.Store, settings: new(StringComparer.Ordinal) { ["Kestrel:EndpointDefaults:Protocols"] = "Http2" });
        using var http = new HttpClient { BaseAddress = node.Address, DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", alice.AccessToken);
        http.DefaultRequestHeaders.Add("X-App-Platform", "ios");
        http.DefaultRequestHeaders.Add("X-App-Version", "3.1.0");

        var refused = await http.GetAsync("/api/v2/orders");
        var again = await http.GetAsync("/api/v2/orders");

        Assert.Equal(HttpVersion.Version20, refused.Version);
        Assert.Equal("3.2.0", (await refused.AssertProblemAsync(426, "client-upgrade-required")).Text("minimumVersion"));
        Assert.Null(refused.Header("Upgrade"));
        Assert.Null(refused.Header("Connection"));
        Assert.Equal(HttpStatusCode.UpgradeRequired, again.StatusCode);
    }

    [Fact]
    public async Task A_killed_process_loses_the_traffic_since_its_last_flush_and_one_that_is_ended_loses_none()
    {
        await using var store = new SqliteStore();
        const string Counted = "SELECT COALESCE(SUM(requests), 0) FROM traffic_minutes";
        App alice;
        await using (var node = await ApiProcess.StartAsync(store))
        {
            alice = await App.SignInAsync(node.Address, "alice");
            await CallAsync(alice, 20);
            using var patience = Patience.Begin();
            while (await store.ReadAsync<long>(Counted) < 20)
            {
                Assert.False(patience.IsCancellationRequested, "Nothing was written down.");
                await Task.Yield();
            }

            await CallAsync(alice, 7);
            await node.KillAsync();
        }

        Assert.InRange(await store.ReadAsync<long>(Counted), 20, 27);
        var before = await store.ReadAsync<long>(Counted);
        await using (var node = await ApiProcess.StartAsync(store))
        {
            await CallAsync(alice.At(node.Address), 5);
            Assert.Equal(0, await node.InterruptAsync());
        }

        Assert.Equal(before + 5, await store.ReadAsync<long>(Counted));
        Assert.Equal(1, await store.ReadAsync<long>("SELECT COUNT(*) FROM active_devices"));
    }

    private static async Task CallAsync(App app, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await app.GetAsync("/api/v2/profile");
        }
    }
}
