using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Api.Hosting.Commands;
using Mobile.Features.Sessions;

namespace Mobile.Features.Tests.Hosting.Restoring;

/// <summary>
/// A database that was restored by other means than the command: the test puts rows back to what they were, as a point-in-time restore does.
/// </summary>
public abstract class AfterRestoreTests(TestHost host) : IAsyncLifetime
{
    private const string Orders = "/api/v2/orders";

    public sealed class Sqlite() : AfterRestoreTests(new SqliteApiHost());

    public sealed class SqlServer() : AfterRestoreTests(new SqlServerApiHost());

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [EngineFact]
    public async Task A_refresh_token_of_the_lost_future_is_accepted_and_who_comes_second_with_one_is_noticed()
    {
        using var app = await host.SignInAsync("alice", "phone-ahead");
        var then = await ReadSessionAsync("phone-ahead");
        await app.RefreshAsync();
        await app.RefreshAsync();
        var stolen = app.RefreshToken;
        await app.RefreshAsync();
        await RewindAsync(then);

        await RestoreAsync();

        using var now = app.At(host.Address);
        await now.ReadAsync(Orders);
        await now.RefreshAsync();
        await now.ReadAsync(Orders);
        await now.RefreshAsync();
        Assert.Equal(5, await host.Store.ReadAsync<long>("SELECT generation FROM sessions WHERE device_id = 'phone-ahead' AND revoked_at IS NULL"));
        await (await now.RefreshAsync(stolen)).AssertOAuthErrorAsync("invalid_grant");
        Assert.Equal("refresh-token-reused", await host.Store.ReadAsync<string>("SELECT revoked_reason FROM sessions WHERE device_id = 'phone-ahead'"));
    }

    [EngineFact]
    public async Task A_thief_who_comes_first_with_a_token_of_the_lost_future_is_noticed_when_the_phone_comes()
    {
        using var app = await host.SignInAsync("alice", "phone-robbed");
        var then = await ReadSessionAsync("phone-robbed");
        await app.RefreshAsync();
        var stolen = app.RefreshToken;
        await app.RefreshAsync();
        await app.RefreshAsync();
        await RewindAsync(then);
        await RestoreAsync();

        using var now = app.At(host.Address);
        var thief = await now.RefreshAsync(stolen);
        Assert.Equal(HttpStatusCode.OK, thief.StatusCode);
        await now.RefreshAsync(app.RefreshToken);

        await (await now.RefreshAsync((await thief.ReadAsync()).Text("refresh_token"))).AssertOAuthErrorAsync("invalid_grant");
        Assert.Equal("refresh-token-reused", await host.Store.ReadAsync<string>("SELECT revoked_reason FROM sessions WHERE device_id = 'phone-robbed'"));
    }

    [EngineFact]
    public async Task A_lost_reply_to_a_token_of_the_lost_future_is_given_again()
    {
        using var app = await host.SignInAsync("alice", "phone-unlucky");
        var then = await ReadSessionAsync("phone-unlucky");
        await app.RefreshAsync();
        await RewindAsync(then);
        await RestoreAsync();

        using var now = app.At(host.Address);
        var lost = await (await now.RefreshAsync(app.RefreshToken)).ReadAsync();
        var again = await (await now.RefreshAsync(app.RefreshToken)).ReadAsync();

        Assert.Equal(lost.Text("refresh_token"), again.Text("refresh_token"));
    }

    [EngineFact]
    public async Task Without_a_restore_a_token_of_a_later_generation_ends_the_session()
    {
        using var app = await host.SignInAsync("alice", "phone-rewound");
        var then = await ReadSessionAsync("phone-rewound");
        await app.RefreshAsync();
        await RewindAsync(then);

        await (await app.RefreshAsync(app.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");

        Assert.Equal("refresh-token-reused", await host.Store.ReadAsync<string>("SELECT revoked_reason FROM sessions WHERE device_id = 'phone-rewound'"));
    }

    [EngineFact]
    public async Task A_session_that_the_database_does_not_know_is_refused_and_staff_sign_in_anew()
    {
        using var app = await host.SignInAsync("alice", "phone-unknown");
        using var sam = await Browser.SignInAsync(host.Address, "sam");
        await host.Store.WriteAsync("DELETE FROM sessions WHERE device_id = 'phone-unknown'");

        await RestoreAsync();

        using var now = app.At(host.Address);
        await (await now.GetAsync(Orders)).AssertProblemAsync(401, "token-invalid");
        await (await now.PostAsync(Orders, Contract.Of("v2").Order("MUG-RED", 1), App.NewKey())).AssertProblemAsync(401, "token-invalid");
        await (await now.RefreshAsync(app.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
        using var samNow = sam.Copy(host.Address);
        Assert.Equal("/dev-identity/authorize", (await samNow.GetAsync("/admin")).Headers.Location?.AbsolutePath);
    }

    [EngineFact]
    public async Task Versions_of_the_lost_future_are_not_given_again()
    {
        using var app = await host.SignInAsync("alice");
        var id = await app.PlaceOrderAsync(note: "then");
        await app.PatchAsync($"{Orders}/{id}", new { note = "lost" }, version: 1);
        await host.Store.WriteAsync("UPDATE orders SET version = 1, note = 'then', note_version = 1 WHERE id = @id", new { id });
        await host.Store.WriteAsync("DELETE FROM order_history WHERE order_id = @id AND version = 2", new { id });
        await RestoreAsync();

        using var now = app.At(host.Address);
        Assert.Equal(HttpStatusCode.OK, (await now.PatchAsync($"{Orders}/{id}", new { note = "now" }, version: 1)).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await now.GetAsync($"{Orders}/{id}", ("If-None-Match", "\"2\""))).StatusCode);
        await (await now.PatchAsync($"{Orders}/{id}", new { note = "over" }, version: 2)).AssertProblemAsync(412, "precondition-failed");
    }

    [EngineFact]
    public async Task An_edit_of_a_lost_version_brings_the_current_state_each_time_that_it_is_repeated()
    {
        using var app = await host.SignInAsync("alice");
        var id = await app.PlaceOrderAsync(note: "then");
        await RestoreAsync();
        using var now = app.At(host.Address);
        var key = App.NewKey();

        for (var i = 0; i < 2; i++)
        {
            var refused = await now.PatchAsync($"{Orders}/{id}", new { note = "over" }, version: 7, key);
            await refused.AssertProblemAsync(412, "precondition-failed");
            Assert.Equal("then", (await refused.ReadAsync()).GetProperty("current").Text("note"));
        }
    }

    [EngineFact]
    public async Task All_sessions_can_be_ended_and_pushes_with_them()
    {
        using var app = await host.SignInAsync("alice", "phone-ended");
        var device = DeviceExtensions.NewInstallation();
        await app.RegisterAsync(device, DeviceExtensions.Registration());
        await RestoreAsync();

        await using (var scope = host.Services.CreateAsyncScope())
        {
            Assert.True(await scope.ServiceProvider.GetRequiredService<EndAllSessions>().EndAsync(AfterRestoreCommand.Actor, default) > 0);
            Assert.Equal(0, await scope.ServiceProvider.GetRequiredService<EndAllSessions>().EndAsync(AfterRestoreCommand.Actor, default));
        }

        using var now = app.At(host.Address);
        await (await now.GetAsync(Orders)).AssertProblemAsync(401, "token-invalid");
        await (await now.RefreshAsync(app.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
        Assert.Equal("signed-out", await host.Store.ReadAsync<string>("SELECT unregistered_reason FROM devices WHERE id = @device", new { device }));
        Assert.Equal("after-restore", await host.Store.ReadAsync<string>("SELECT actor FROM audit_log WHERE action = 'sessions-ended'"));
        using var again = await host.SignInAsync("alice", "phone-ended");
        await again.ReadAsync(Orders);
    }

    private async Task RestoreAsync()
    {
        await host.Services.PrepareRestoredAsync(lostFloor: 0, default);
        await AfterRestoreCommand.HoldAsync(host.Services, "A test.", default);
        await AfterRestoreCommand.DoubtAsync(host.Services, default);
        await host.RestartAsync();
    }

    private async Task<SessionRow> ReadSessionAsync(string device) => (await host.Store.ReadAsync<SessionRow>(
        """
        SELECT id AS Id, generation AS Generation, used_generation AS UsedGeneration, refresh_hash AS RefreshHash, parent_hash AS ParentHash,
            rotation_nonce AS RotationNonce
        FROM sessions WHERE device_id = @device
        """,
        new { device }))!;

    private Task<int> RewindAsync(SessionRow then) => host.Store.WriteAsync(
        """
        UPDATE sessions SET generation = @Generation, used_generation = @UsedGeneration, refresh_hash = @RefreshHash, parent_hash = NULL, rotation_nonce = NULL
        WHERE id = @Id
        """,
        then);

    private sealed class SessionRow
    {
        public string Id { get; init; } = "";

        public long Generation { get; init; }

        public long UsedGeneration { get; init; }

        public byte[] RefreshHash { get; init; } = [];

        public byte[]? ParentHash { get; init; }

        public byte[]? RotationNonce { get; init; }
    }
}
