using Mobile.Features.Devices;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Sessions;

namespace Mobile.Features.Tests.Devices;

/// <summary>What staff see of one device and its sessions, and what they may end.</summary>
public abstract class StaffDevicesTests(TestHost host)
{
    private readonly string id = DeviceExtensions.NewInstallation();

    public sealed class Sqlite(SqliteHost host) : StaffDevicesTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : StaffDevicesTests(host), IClassFixture<SqlServerHost>;

    private Desk Viewer => Desk.OfViewer(host.Services);

    [EngineFact]
    public async Task A_device_is_shown_with_its_user_and_preferences()
    {
        using var alice = await RegisteredAsync();
        await alice.PreferAsync(id, new { categories = new { promotions = true }, quietHours = new { from = "22:00", to = "06:30" } });

        var details = await Viewer.GetAsync((GetDevice.Handler handler) => handler.GetAsync(id, default));

        Assert.Equal((id, "Alice Meyer", null), (details.Device.Id, details.Device.User.Name, details.Device.EndedAt));
        Assert.Equal(new DevicePreferences(new(Orders: true, Promotions: true), new("22:00", "06:30")), details.Preferences);
        await Viewer.AssertRefusedAsync("device-not-found", (GetDevice.Handler handler) => handler.GetAsync("none", default));
    }

    [EngineFact]
    public async Task Ending_a_registration_ends_pushes_and_not_the_session()
    {
        using var alice = await RegisteredAsync();

        Assert.True(await Desk.OfPush(host.Services).GetAsync((EndRegistration.Handler handler) => handler.EndAsync(id, default)));
        Assert.False(await Desk.OfRelease(host.Services).GetAsync((EndRegistration.Handler handler) => handler.EndAsync(id, default)));

        Assert.DoesNotContain(id, await alice.DeviceIdsAsync());
        Assert.Equal("", await host.Store.ReadAsync<string>("SELECT push_handle FROM devices WHERE id = @id", new { id }));
        Assert.Equal(["pia device-unregistered"], await AuditAsync($"device/{id}"));
        Assert.Equal(201, (int)(await alice.RegisterAsync(id, DeviceExtensions.Registration())).StatusCode);
        await Desk.OfPush(host.Services).AssertRefusedAsync("device-not-found", (EndRegistration.Handler handler) => handler.EndAsync("none", default));
    }

    [EngineFact]
    public async Task Ending_a_session_signs_out_and_ends_its_registration()
    {
        using var alice = await RegisteredAsync();
        var device = await Viewer.GetAsync((GetDevice.Handler handler) => handler.GetAsync(id, default));
        var session = (await SessionsAsync(device.Device.User.Id)).Single(session => session.Id == device.SessionId);
        Assert.Equal((id, null), (session.DeviceId, session.EndedReason));

        Assert.True(await Desk.OfRelease(host.Services).GetAsync((EndSession.Handler handler) => handler.EndAsync(session.Id, default)));
        Assert.False(await Desk.OfPush(host.Services).GetAsync((EndSession.Handler handler) => handler.EndAsync(session.Id, default)));

        await (await alice.GetAsync($"/api/{ApiVersions.Current}/devices")).AssertProblemAsync(401, "token-invalid");
        await (await alice.RefreshAsync(alice.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
        var ended = await Viewer.GetAsync((GetDevice.Handler handler) => handler.GetAsync(id, default));
        Assert.Equal(UnregisteredReasons.SignedOut, ended.Device.EndedReason);
        Assert.Equal("ended-by-staff", (await SessionsAsync(device.Device.User.Id)).Single(each => each.Id == session.Id).EndedReason);
        Assert.Equal(["sam session-revoked"], await AuditAsync($"session/{session.Id}"));
        await Desk.OfPush(host.Services).AssertRefusedAsync("session-not-found", (EndSession.Handler handler) => handler.EndAsync("none", default));
    }

    [EngineFact]
    public async Task Whoever_may_only_look_ends_nothing_and_whoever_is_no_staff_sees_nothing()
    {
        using var alice = await RegisteredAsync();
        var device = await Viewer.GetAsync((GetDevice.Handler handler) => handler.GetAsync(id, default));
        var customer = new Desk(host.Services, "alice");

        await AssertForbiddenAsync(Viewer, (EndRegistration.Handler handler) => handler.EndAsync(id, default));
        await AssertForbiddenAsync(Viewer, (EndSession.Handler handler) => handler.EndAsync(device.SessionId, default));
        await AssertForbiddenAsync(customer, (GetDevice.Handler handler) => handler.GetAsync(id, default));
        await AssertForbiddenAsync(customer, (ListUserSessions.Handler handler) => handler.ListAsync(device.Device.User.Id, default));

        Assert.Contains(id, await alice.DeviceIdsAsync());
        Assert.Empty(await AuditAsync($"device/{id}"));
    }

    private static Task<ProblemException> AssertForbiddenAsync<THandler, T>(Desk desk, Func<THandler, Task<T>> ask)
        where THandler : notnull => Assert.ThrowsAsync<ProblemException>(() => desk.AskAsync(ask));

    private async Task<App> RegisteredAsync()
    {
        var app = await host.SignInAsync("alice", id);
        await app.RegisterAsync(id, DeviceExtensions.Registration());
        return app;
    }

    private Task<IReadOnlyList<ListUserSessions.Session>> SessionsAsync(string userId) =>
        Viewer.AskAsync((ListUserSessions.Handler handler) => handler.ListAsync(userId, default));

    private async Task<IReadOnlyList<string>> AuditAsync(string subject) => [.. (await host.Store.QueryAsync<AuditRow>(
        "SELECT actor AS Actor, action AS Action FROM audit_log WHERE subject = @subject ORDER BY id", new { subject }))
        .Select(row => $"{row.Actor} {row.Action}")];

    private sealed record AuditRow(string Actor, string Action);
}
