using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Versions.Policy;
using Mobile.Features.Versions.RemoteConfig;

namespace Mobile.Features.Tests.Versions;

/// <summary>Takes a table away for good, and so stands alone.</summary>
public abstract class UnreadablePolicyTests(TestHost host)
{
    [EngineFact]
    public async Task A_policy_that_cannot_be_read_refuses_nobody_and_forgets_nothing()
    {
        using var alice = await host.SignInAsync("alice");
        var policy = host.Services.GetRequiredService<VersionPolicy>();
        await Desk.OfRelease(host.Services).GetAsync((SetAppRelease.Handler handler) => handler.SetAsync(new("ios", null, "3.4", "https://apps.example.com/mobile"), default));

        await host.Store.WriteAsync("UPDATE feeds SET seq = seq + 1 WHERE owner = 'version-policy'");
        await host.Store.WriteAsync("DROP TABLE feature_flags");
        await policy.RefreshAsync(default);

        Assert.Equal(HttpStatusCode.OK, (await alice.With("ios", "1.0").GetAsync("/api/v2/orders")).StatusCode);
        var config = await alice.ReadAsync("/api/config?platform=ios&appVersion=3.3");
        Assert.Equal(("recommended", "3.4.0"), (config.Text("update"), config.Text("recommendedVersion")));
    }

    public sealed class Sqlite(SqliteHost host) : UnreadablePolicyTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : UnreadablePolicyTests(host), IClassFixture<SqlServerHost>;
}
