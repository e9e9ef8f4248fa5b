using System.Net;
using Mobile.Features.Pipeline;
using Mobile.Features.Versions.Policy;
using Mobile.Features.Versions.RemoteConfig;

namespace Mobile.Features.Tests.Versions;

public abstract class ConfigTests(TestHost host)
{
    private const string Store = "https://apps.example.com/mobile";

    private Desk Release => Desk.OfRelease(host.Services);

    [EngineTheory]
    [InlineData("platform=ios&appVersion=3.1", "required")]
    [InlineData("platform=ios&appVersion=3.2", "recommended")]
    [InlineData("platform=ios&appVersion=3.5.0-beta.1", "none")]
    [InlineData("platform=ios&appVersion=3.1+45", "required")]
    [InlineData("platform=ios&appVersion=3.1%2B45", "required")]
    [InlineData("platform=ios&appVersion=3.2.0+45", "recommended")]
    [InlineData("platform=iOS&appVersion=3.1", "required")]
    [InlineData("platform=iPadOS&appVersion=3.1", "required")]
    [InlineData("platform=iPhone%20OS&appVersion=3.1", "required")]
    [InlineData("platform=iOS%2017.2&appVersion=3.1", "required")]
    [InlineData("platform=ios&appVersion=", "none")]
    [InlineData("platform=ios&appVersion=%00%F0%9F%8D%8C", "none")]
    [InlineData("platform=android&appVersion=1.0", "none")]
    [InlineData("platform=toaster&appVersion=1.0", "none")]
    [InlineData("", "none")]
    public async Task An_app_is_told_whether_to_update(string query, string update)
    {
        using var anyone = App.Anonymous(host.Address);
        await Release.GetAsync((SetAppRelease.Handler handler) => handler.SetAsync(new("ios", "3.2.0", "3.4", Store, "A test of the configuration."), default));

        var config = await anyone.ReadAsync($"/api/config?{query}");

        Assert.Equal(update, config.Text("update"));
        var isIos = query.Contains("=i", StringComparison.Ordinal);
        Assert.Equal(isIos ? ("3.2.0", "3.4.0", Store) : default, (config.Text("minimumVersion"), config.Text("recommendedVersion"), config.Text("storeUrl")));
        Assert.Equal(ApiVersions.Names, config.GetProperty("apiVersions").EnumerateArray().Select(version => version.Text("version")));
    }

    [EngineFact]
    public async Task The_headers_do_where_the_query_says_nothing()
    {
        using var anyone = App.Anonymous(host.Address);
        await Release.GetAsync((SetAppRelease.Handler handler) => handler.SetAsync(new("ios", "3.2.0", null, Store, "A test of the configuration."), default));

        Assert.Equal("required", (await anyone.With("ios", "3.1").ReadAsync("/api/config")).Text("update"));
        Assert.Equal("none", (await anyone.With("ios", "3.1").ReadAsync("/api/config?platform=ios&appVersion=3.2")).Text("update"));
    }

    [EngineFact]
    public async Task An_unchanged_configuration_costs_no_body()
    {
        using var anyone = App.Anonymous(host.Address);
        await SetFlagAsync(new("checkout.new-cart", true));
        var first = await anyone.GetAsync("/api/config?platform=ios&appVersion=3.2");
        var tag = first.Headers.ETag!.ToString();

        var second = await anyone.GetAsync("/api/config?platform=ios&appVersion=3.2", ("If-None-Match", tag));
        await SetFlagAsync(new("checkout.new-cart", false));
        var third = await anyone.GetAsync("/api/config?platform=ios&appVersion=3.2", ("If-None-Match", tag));

        Assert.Equal((HttpStatusCode.NotModified, 0L), (second.StatusCode, second.Content.Headers.ContentLength ?? 0));
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
        Assert.All([first, second, third], answer =>
        {
            Assert.Equal(TimeSpan.FromMinutes(5), answer.Headers.CacheControl!.MaxAge);
            Assert.Contains("stale-if-error=", answer.Headers.CacheControl.ToString(), StringComparison.Ordinal);
            Assert.Contains("X-Device-Id", answer.Headers.Vary);
            Assert.NotNull(answer.Headers.ETag);
        });
    }

    [EngineFact]
    public async Task A_flag_is_on_for_its_share_of_devices_and_stays_on_as_the_share_grows()
    {
        var (ten, sixty) = (new FeatureFlag("flag", true, 10), new FeatureFlag("flag", true, 60));
        var other = new FeatureFlag("another", true, 10);
        var devices = Enumerable.Range(0, 10_000).Select(device => $"device-{device}").ToList();
        var on = devices.Where(device => ten.IsOn(default, device)).ToHashSet(StringComparer.Ordinal);

        Assert.InRange(on.Count, 900, 1100);
        Assert.All(on, device => Assert.True(sixty.IsOn(default, device)));
        Assert.InRange(on.Count(device => other.IsOn(default, device)), 50, 150);

        // And over HTTP: the same device, the same answer, at each time.
        using var anyone = App.Anonymous(host.Address);
        await SetFlagAsync(new("flag", true, 10));
        foreach (var device in devices.Take(20))
        {
            var config = await (await anyone.GetAsync("/api/config", ("X-Device-Id", device))).ReadAsync();
            Assert.Equal(on.Contains(device), config.GetProperty("flags").GetProperty("flag").GetBoolean());
        }
    }

    [EngineFact]
    public async Task A_flag_waits_for_the_app_that_has_what_it_switches()
    {
        using var anyone = App.Anonymous(host.Address);
        await SetFlagAsync(new("wallet", true, 100, MinimumIos: "3.10", MinimumAndroid: "4.0"));

        Assert.True(await IsOnAsync("platform=ios&appVersion=3.10.1"));
        Assert.False(await IsOnAsync("platform=ios&appVersion=3.9.1"));
        Assert.False(await IsOnAsync("platform=ios"));
        Assert.False(await IsOnAsync("platform=android&appVersion=3.10.1"));
        Assert.True(await IsOnAsync("platform=web"));

        await SetFlagAsync(new("wallet", true, 50));
        Assert.False(await IsOnAsync("platform=web"));
        await SetFlagAsync(new("wallet", false));
        Assert.False(await IsOnAsync("platform=ios&appVersion=3.10.1"));

        await Release.GetAsync((RemoveFlag.Handler handler) => handler.RemoveAsync("wallet", null, default));
        Assert.False((await anyone.ReadAsync("/api/config")).GetProperty("flags").TryGetProperty("wallet", out _));

        async Task<bool> IsOnAsync(string query) => (await anyone.ReadAsync($"/api/config?{query}")).GetProperty("flags").GetProperty("wallet").GetBoolean();
    }

    [EngineFact]
    public async Task Pins_come_with_a_backup()
    {
        using var anyone = App.Anonymous(host.Address);
        var (one, two) = (Convert.ToBase64String(new byte[32]), Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 32)]));

        await Release.GetAsync((SetCertificatePins.Handler handler) => handler.SetAsync(new("api.example.com", [one, two]), default));

        var pins = Assert.Single((await anyone.ReadAsync("/api/config")).GetProperty("certificatePins").EnumerateArray());
        Assert.Equal("api.example.com", pins.Text("host"));
        Assert.Equal(2, pins.GetProperty("sha256").GetArrayLength());
        await Release.AssertInvalidAsync("sha256", (SetCertificatePins.Handler handler) => handler.SetAsync(new("api.example.com", [one]), default));
        await Release.AssertInvalidAsync("sha256", (SetCertificatePins.Handler handler) => handler.SetAsync(new("api.example.com", [one, one]), default));
        await Release.AssertInvalidAsync("sha256", (SetCertificatePins.Handler handler) => handler.SetAsync(new("api.example.com", [one, "c2hvcnQ="]), default));
        await Release.AssertInvalidAsync("host", (SetCertificatePins.Handler handler) => handler.SetAsync(new("https://api.example.com/", [one, two]), default));
        await Release.GetAsync((SetCertificatePins.Handler handler) => handler.SetAsync(new("api.example.com", []), default));
        Assert.Empty((await anyone.ReadAsync("/api/config")).GetProperty("certificatePins").EnumerateArray());
    }

    [EngineFact]
    public async Task A_flag_that_makes_no_sense_is_refused()
    {
        await Release.AssertInvalidAsync("name", (SetFlag.Handler handler) => handler.SetAsync(new("New Cart", true), default));
        await Release.AssertInvalidAsync("percentage", (SetFlag.Handler handler) => handler.SetAsync(new("cart", true, 101), default));
        await Release.AssertInvalidAsync("minimumIos", (SetFlag.Handler handler) => handler.SetAsync(new("cart", true, 100, MinimumIos: "soon"), default));
        await Release.AssertInvalidAsync("minimumAndroid", (SetFlag.Handler handler) => handler.SetAsync(new("cart", true, 100, MinimumAndroid: ""), default));
        await Release.AssertInvalidAsync("description", (SetFlag.Handler handler) => handler.SetAsync(new("cart", true, Description: new string('x', 501)), default));
        await Release.AssertInvalidAsync("name", (RemoveFlag.Handler handler) => handler.RemoveAsync("cart", null, default));
    }

    private Task<PolicySnapshot> SetFlagAsync(SetFlag.Change flag) => Release.GetAsync((SetFlag.Handler handler) => handler.SetAsync(flag, default));

    public sealed class Sqlite(SqliteHost host) : ConfigTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : ConfigTests(host), IClassFixture<SqlServerHost>;
}
