using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Versions.Lifecycle;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Tests.Versions;

/// <summary>How what staff decide reaches every node.</summary>
public abstract class PolicyTests(TestHost host)
{
    [EngineFact]
    public async Task A_change_at_one_node_is_in_force_at_the_other_within_five_seconds()
    {
        await using var other = TestNode.Start(host.Store, host.Clock);
        using var alice = await host.SignInAsync("alice");
        using var aliceThere = alice.At(other.Address);
        Assert.Null((await aliceThere.GetAsync("/api/v1/orders")).Header("Deprecation"));
        using var patience = Patience.Begin();
        Assert.InRange(VersionPolicy.Interval, TimeSpan.Zero, TimeSpan.FromSeconds(5));

        await Desk.OfRelease(host.Services).GetAsync((DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1"), default));

        Assert.NotNull((await alice.GetAsync("/api/v1/orders")).Header("Deprecation"));
        while ((await aliceThere.GetAsync("/api/v1/orders")).Header("Deprecation") is null)
        {
            Assert.False(patience.IsCancellationRequested, "The other node never learned of it.");
        }

        await Desk.OfRelease(other.Services).GetAsync((SupportVersion.Handler handler) => handler.SupportAsync("v1", null, default));
    }

    [EngineFact]
    public async Task What_nobody_understands_in_the_stored_policy_refuses_nobody()
    {
        await host.Store.WriteAsync("DELETE FROM app_releases");
        await host.Store.WriteAsync("INSERT INTO app_releases (platform, minimum_version) VALUES ('android', 'a typo')");
        await host.Store.WriteAsync("INSERT INTO api_versions (version, status) VALUES ('v9', 'current')");
        await host.Store.WriteAsync("DELETE FROM api_versions WHERE version = 'v1'");
        await host.Store.WriteAsync(
            "INSERT INTO api_versions (version, status, deprecated_at, sunset_at, information_url) VALUES ('v1', 'deprecated', @at, @at * 1000000, @url)",
            new { at = 1_700_000_000_000, url = "https://example.com/für" });
        await host.Store.WriteAsync("INSERT INTO api_brownouts (id, version, starts_at, ends_at) VALUES ('x', 'v1', -62135596800001, @ends)", new { ends = long.MaxValue });
        await using var node = TestNode.Start(host.Store, host.Clock);
        using var alice = await App.SignInAsync(node.Address, "alice");

        Assert.Equal(HttpStatusCode.OK, (await alice.With("android", "1.0").GetAsync("/api/v1/orders")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await alice.With("android", "1.0").GetAsync("/api/v2/orders")).StatusCode);
        var deprecated = await alice.GetAsync("/api/v1/orders");
        Assert.Equal(("@1700000000", null), (deprecated.Header("Deprecation"), deprecated.Header("Sunset")));
        Assert.Equal("none", (await alice.ReadAsync("/api/config?platform=android&appVersion=1.0")).Text("update"));
    }

    [EngineFact]
    public async Task A_policy_that_was_restored_to_an_earlier_revision_is_taken_too()
    {
        using var alice = await host.SignInAsync("alice");
        var policy = host.Services.GetRequiredService<VersionPolicy>();
        await Desk.OfRelease(host.Services).GetAsync((SupportVersion.Handler handler) => handler.SupportAsync("v1", null, default));
        await Desk.OfRelease(host.Services).GetAsync((DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1"), default));
        Assert.NotNull((await alice.GetAsync("/api/v1/orders")).Header("Deprecation"));

        await host.Store.WriteAsync("UPDATE api_versions SET status = 'supported' WHERE version = 'v1'");
        await host.Store.WriteAsync("UPDATE feeds SET seq = 1 WHERE owner = 'version-policy'");
        await policy.RefreshAsync(default);

        Assert.Null((await alice.GetAsync("/api/v1/orders")).Header("Deprecation"));
    }

    public sealed class Sqlite(SqliteHost host) : PolicyTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : PolicyTests(host), IClassFixture<SqlServerHost>;
}
