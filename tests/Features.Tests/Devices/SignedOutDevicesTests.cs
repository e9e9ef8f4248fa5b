using System.Net;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Mobile.Features.Tests.Devices;

/// <summary>A device gets pushes as long as the session lives that registered it, however it ends.</summary>
public abstract class SignedOutDevicesTests(TestHost host)
{
    private readonly string id = DeviceExtensions.NewInstallation();

    public sealed class Sqlite(SqliteHost host) : SignedOutDevicesTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : SignedOutDevicesTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [InlineData("refresh")]
    [InlineData("access")]
    public async Task Signing_out_unregisters_the_device_and_no_other(string kind)
    {
        using var phone = await RegisteredAsync();
        using var tablet = await host.SignInAsync("alice");
        var other = DeviceExtensions.NewInstallation();
        await tablet.RegisterAsync(other, DeviceExtensions.Registration());

        await phone.PostFormAsync("/oauth/revoke", new(StringComparer.Ordinal) { ["token"] = kind == "refresh" ? phone.RefreshToken : phone.AccessToken });

        await AssertSignedOutAsync();
        Assert.Contains(other, await tablet.DeviceIdsAsync());
    }

    [EngineFact]
    public async Task Ending_the_session_from_another_device_unregisters_it()
    {
        using var lost = await RegisteredAsync();
        using var other = await host.SignInAsync("alice");

        await other.DeleteAsync($"/api/v2/sessions/{SessionOf(lost)}", App.NewKey());

        await AssertSignedOutAsync();
    }

    [EngineFact]
    public async Task A_reused_refresh_token_unregisters_it()
    {
        using var app = await RegisteredAsync();
        var stolen = app.RefreshToken;
        await app.RefreshAsync();
        await app.RefreshAsync();

        await app.RefreshAsync(stolen);

        await AssertSignedOutAsync();
    }

    [EngineFact]
    public async Task After_signing_in_again_the_app_registers_again_and_finds_the_preferences()
    {
        using var first = await RegisteredAsync("phone-again");
        await first.PreferAsync(id, new { categories = new { promotions = true } });

        using var second = await host.SignInAsync("alice", "phone-again");

        await AssertSignedOutAsync();
        var back = await second.RegisterAsync(id, DeviceExtensions.Registration());
        Assert.Equal(HttpStatusCode.Created, back.StatusCode);
        Assert.True((await back.ReadAsync()).GetProperty("preferences").GetProperty("categories").GetProperty("promotions").GetBoolean());
    }

    [EngineFact]
    public async Task A_device_that_registered_in_a_later_session_outlives_the_earlier_one()
    {
        using var first = await RegisteredAsync();
        using var second = await host.SignInAsync("alice");
        await second.RegisterAsync(id, DeviceExtensions.Registration());

        await first.PostFormAsync("/oauth/revoke", new(StringComparer.Ordinal) { ["token"] = first.RefreshToken });

        Assert.Contains(id, await second.DeviceIdsAsync());
    }

    [EngineFact]
    public async Task An_access_token_that_outlives_its_session_on_another_node_registers_nothing()
    {
        using var app = await RegisteredAsync();
        await using var node = TestNode.Start(host.Store, host.Clock, "api");
        using var there = app.At(node.Address);
        await app.PostFormAsync("/oauth/revoke", new(StringComparer.Ordinal) { ["token"] = app.RefreshToken });

        var late = await there.RegisterAsync(id, DeviceExtensions.Registration());

        await late.AssertProblemAsync(401, "token-invalid");
        Assert.Equal("Bearer error=\"invalid_token\"", late.Header("WWW-Authenticate"));
        await AssertSignedOutAsync();
    }

    private async Task<App> RegisteredAsync(string? deviceId = null)
    {
        var app = await host.SignInAsync("alice", deviceId);
        Assert.Equal(HttpStatusCode.Created, (await app.RegisterAsync(id, DeviceExtensions.Registration())).StatusCode);
        return app;
    }

    private async Task AssertSignedOutAsync() =>
        Assert.Equal("signed-out", await host.Store.ReadAsync<string>("SELECT unregistered_reason FROM devices WHERE id = @id", new { id }));

    private static string SessionOf(App app) => new JsonWebToken(app.AccessToken).GetClaim("sid").Value;
}
