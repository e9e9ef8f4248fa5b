using System.Net;
using Microsoft.IdentityModel.JsonWebTokens;
using Mobile.Features.Data;
using Mobile.Features.Sessions;

namespace Mobile.Features.Tests.Sessions;

/// <summary>A user has at most 50 live sessions, sees each of them, and ends all others at once.</summary>
public abstract class SessionLimitTests(TestHost host) : IAsyncLifetime
{
    private const int Seed = 18;

    public sealed class Sqlite() : SessionLimitTests(new SqliteApiHost());

    public sealed class SqlServer() : SessionLimitTests(new SqlServerApiHost());

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [EngineFact]
    public async Task One_more_ends_the_least_recently_used_and_its_pushes()
    {
        using var idle = await host.SignInAsync("bob");
        var device = DeviceExtensions.NewInstallation();
        await idle.RegisterAsync(device, DeviceExtensions.Registration());
        using var used = await host.SignInAsync("bob");
        await FillAsync("bob", SessionLimit.MaxSessions - 2);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await used.RefreshAsync();

        using var more = await host.SignInAsync("bob");

        Assert.Equal(SessionLimit.MaxSessions, await CountLiveAsync("bob"));
        Assert.Equal(
            ("too-many-sessions", "signed-out"),
            (await host.Store.ReadAsync<string>("SELECT revoked_reason FROM sessions WHERE id = @id", new { id = SessionOf(idle) }),
                await host.Store.ReadAsync<string>("SELECT unregistered_reason FROM devices WHERE id = @device", new { device })));
        Assert.Equal("too-many-sessions", await host.Store.ReadAsync<string>(
            "SELECT detail FROM audit_log WHERE action = 'session-revoked' AND subject = @subject", new { subject = $"session/{SessionOf(idle)}" }));
        await (await idle.GetAsync("/api/v2/orders")).AssertProblemAsync(401, "token-invalid");
        await (await idle.RefreshAsync(idle.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
        Assert.Equal(HttpStatusCode.OK, (await used.GetAsync("/api/v2/orders")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await more.GetAsync("/api/v2/orders")).StatusCode);
    }

    [EngineFact]
    public async Task Sign_ins_in_parallel_on_two_nodes_leave_no_more()
    {
        await using var node = TestNode.Start(host.Store, host.Clock, "api");
        await FillAsync("bob", SessionLimit.MaxSessions - 5);
        var nodes = Enumerable.Range(0, 12).Select(number => Dice.For(Seed, number).OneIn(2) ? node.Address : host.Address).ToList();

        var apps = await Task.WhenAll(nodes.Select(address => App.SignInAsync(address, "bob")));

        Assert.Equal(SessionLimit.MaxSessions, await CountLiveAsync("bob"));
        foreach (var app in apps)
        {
            Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/api/v2/orders")).StatusCode);
        }
    }

    [EngineFact]
    public async Task So_do_those_that_make_the_user()
    {
        using var app = App.Anonymous(host.Address);
        await host.Store.WriteAsync("UPDATE users SET subject = 'vera-of-old' WHERE subject = 'vera'");
        var idToken = await app.GetIdTokenAsync("vera");

        await Task.WhenAll(Enumerable.Range(0, SessionLimit.MaxSessions + 10).Select(_ => app.ExchangeAsync(idToken)));

        Assert.Equal(SessionLimit.MaxSessions, await CountLiveAsync("vera"));
    }

    [EngineFact]
    public async Task What_an_earlier_build_has_left_is_brought_down_step_by_step()
    {
        await FillAsync("bob", 300);

        using var first = await host.SignInAsync("bob");
        var after = await CountLiveAsync("bob");
        using var second = await host.SignInAsync("bob");

        Assert.Equal((101, SessionLimit.MaxSessions), (after, await CountLiveAsync("bob")));
        Assert.Equal(HttpStatusCode.OK, (await first.GetAsync("/api/v2/orders")).StatusCode);
    }

    [EngineFact]
    public async Task The_one_that_asks_comes_first_and_then_the_last_used_and_all_are_shown()
    {
        using var asking = await host.SignInAsync("bob");
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        using var earlier = await host.SignInAsync("bob");
        await FillAsync("bob", SessionLimit.MaxSessions - 3);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        using var later = await host.SignInAsync("bob");

        var items = (await asking.ReadAsync("/api/v2/sessions")).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(SessionLimit.MaxSessions, items.Count);
        Assert.Equal((SessionOf(asking), true), (items[0].Text("id"), items[0].GetProperty("current").GetBoolean()));
        Assert.Equal(SessionOf(later), items[1].Text("id"));
        Assert.DoesNotContain(items.Skip(1), item => item.GetProperty("current").GetBoolean());
    }

    [EngineFact]
    public async Task All_others_end_at_once_with_their_pushes()
    {
        using var app = await host.SignInAsync("bob");
        using var lost = await host.SignInAsync("bob");
        using var alice = await host.SignInAsync("alice");
        var (own, device) = (DeviceExtensions.NewInstallation(), DeviceExtensions.NewInstallation());
        await app.RegisterAsync(own, DeviceExtensions.Registration());
        await lost.RegisterAsync(device, DeviceExtensions.Registration());
        await FillAsync("bob", 5);
        var key = App.NewKey();

        await (await app.SendAsync(HttpMethod.Delete, "/api/v2/sessions", null)).AssertProblemAsync(400, "idempotency-key-missing");
        var ended = await app.DeleteAsync("/api/v2/sessions", key);
        var repeated = await app.DeleteAsync("/api/v2/sessions", key);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent, true), (ended.StatusCode, repeated.StatusCode, repeated.IsReplay()));
        Assert.Equal([SessionOf(app)], (await app.ReadAsync("/api/v2/sessions")).GetProperty("items").Ids());
        Assert.Equal([own], await app.DeviceIdsAsync());
        await (await lost.GetAsync("/api/v2/orders")).AssertProblemAsync(401, "token-invalid");
        Assert.Equal(6, await host.Store.ReadAsync<long>(
            "SELECT CAST(COUNT(*) AS bigint) FROM audit_log WHERE action = 'session-revoked' AND detail = 'revoked-by-user'"));
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/api/v2/orders")).StatusCode);
    }

    /// <summary>Sessions that were opened and used a while ago.</summary>
    private async Task FillAsync(string user, int count)
    {
        var now = host.Clock.UnixMilliseconds();
        var userId = await host.Store.ReadAsync<string>("SELECT id FROM users WHERE subject = @user", new { user });
        userId ??= new JsonWebToken((await host.SignInAsync(user)).AccessToken).Subject;
        for (var i = 0; i < count; i++)
        {
            await host.Store.WriteAsync(
                """
                INSERT INTO sessions (id, user_id, generation, refresh_hash, created_at, rotated_at, expires_at)
                VALUES (@id, @userId, 0, @hash, @at, @at, @expiresAt)
                """,
                new { id = Ids.New(host.Clock), userId, hash = new byte[32], at = now + i, expiresAt = now + 1_000_000_000 });
        }
    }

    private Task<long> CountLiveAsync(string user) => host.Store.ReadAsync<long>(
        """
        SELECT CAST(COUNT(*) AS bigint) FROM sessions
        WHERE revoked_at IS NULL AND expires_at > @now AND user_id = (SELECT id FROM users WHERE subject = @user)
        """,
        new { user, now = host.Clock.UnixMilliseconds() });

    private static string SessionOf(App app) => new JsonWebToken(app.AccessToken).GetClaim("sid").Value;
}
