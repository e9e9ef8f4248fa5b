using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Sessions;

namespace Mobile.Features.Tests.Sessions;

/// <summary>A session that ended on one node is over on every other, and after a restart; and before the others know, it undoes nothing.</summary>
public abstract class RevocationTests(TestHost host)
{
    public sealed class Sqlite(SqliteApiHost host) : RevocationTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : RevocationTests(host), IClassFixture<SqlServerApiHost>;

    public static IReadOnlyList<object?[]> Acts { get; } =
        [.. new[] { "export", "delete", "cancel", "remove", "unregister", "register", "end", "end-others" }.Select(act => new object?[] { act })];

    [EngineTheory]
    [EveryVersion(Rows = nameof(Acts))]
    public async Task A_dead_session_undoes_nothing_on_a_node_that_has_not_heard_of_it(string act, string version)
    {
        await using var deaf = TestNode.StartDeaf(host.Store, host.Clock);
        var (app, other, order, device) = await LiveAsync(deaf.Address, version);
        using var closing = other;
        await SignOutAsync(app);
        var before = await CountAsync(app);

        using var request = Ask(act, version, order, device, Of(other, "sid"));
        var refused = await SendAsync(app, request);

        await refused.AssertProblemAsync(401, "token-invalid");
        Assert.Equal("Bearer error=\"invalid_token\"", refused.Header("WWW-Authenticate"));
        Assert.Equal(before, await CountAsync(app));
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync($"/api/{version}/profile")).StatusCode);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Nor_does_it_in_a_batch(string version)
    {
        await using var deaf = TestNode.StartDeaf(host.Store, host.Clock);
        var (app, other, order, device) = await LiveAsync(deaf.Address, version);
        using var closing = other;
        await SignOutAsync(app);
        var before = await CountAsync(app);
        string[] acts = ["cancel", "remove", "unregister", "delete"];

        var answer = await app.SendAsync(HttpMethod.Post, $"/api/{version}/batch", JsonContent.Create(new
        {
            requests = acts.Select(act =>
            {
                using var request = Ask(act, version, order, device, Of(other, "sid"));
                return new
                {
                    id = act,
                    method = request.Method.Method,
                    url = request.RequestUri!.OriginalString[$"/api/{version}".Length..],
                    headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.First(), StringComparer.Ordinal),
                };
            }),
        }));

        Assert.Equal(
            [401, 401, 401, 401],
            (await answer.ReadAsync()).GetProperty("responses").EnumerateArray().Select(one => one.GetProperty("status").GetInt32()));
        Assert.Equal(before, await CountAsync(app));
    }

    [EngineTheory]
    [EveryVersion(Rows = nameof(Acts))]
    public async Task A_living_session_does_all_of_it_there(string act, string version)
    {
        await using var deaf = TestNode.StartDeaf(host.Store, host.Clock);
        var (app, other, order, device) = await LiveAsync(deaf.Address, version, user: act == "delete" ? "sam" : "bob");
        using var closing = other;

        using var request = Ask(act, version, order, device, Of(other, "sid"));

        Assert.True((await SendAsync(app, request)).IsSuccessStatusCode);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task What_was_done_is_replayed_to_a_session_that_has_ended_since(string version)
    {
        await using var deaf = TestNode.StartDeaf(host.Store, host.Clock);
        var (app, other, order, _) = await LiveAsync(deaf.Address, version);
        using var closing = other;
        var key = App.NewKey();
        var done = await app.DeleteAsync($"/api/{version}/orders/{order}", 1, key);
        await SignOutAsync(app);

        var repeated = await app.DeleteAsync($"/api/{version}/orders/{order}", 1, key);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent, true), (done.StatusCode, repeated.StatusCode, repeated.IsReplay()));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Every_node_hears_of_it_with_its_next_look(string version)
    {
        await using var node = TestNode.StartDeaf(host.Store, host.Clock);
        using var app = (await host.SignInAsync("bob")).At(node.Address);
        await SignOutAsync(app);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync($"/api/{version}/orders")).StatusCode);

        await LookAsync(node);

        await (await app.GetAsync($"/api/{version}/orders")).AssertProblemAsync(401, "token-invalid");
        await (await app.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED"), App.NewKey())).AssertProblemAsync(401, "token-invalid");
    }

    [EngineFact]
    public async Task Nobody_has_to_ask_a_node_to_look()
    {
        await using var node = TestNode.Start(host.Store, host.Clock, "api");
        using var app = (await host.SignInAsync("bob")).At(node.Address);
        await SignOutAsync(app);

        while ((await app.GetAsync("/api/v2/orders")).StatusCode != HttpStatusCode.Unauthorized)
        {
            await Task.Yield();
        }
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_node_that_starts_knows_before_it_answers(string version)
    {
        using var app = await host.SignInAsync("bob");
        await SignOutAsync(app);
        host.Clock.Advance(TimeSpan.FromMinutes(9));
        await using var node = TestNode.StartDeaf(host.Store, host.Clock);
        using var there = app.At(node.Address);

        await (await there.GetAsync($"/api/{version}/orders")).AssertProblemAsync(401, "token-invalid");
    }

    /// <summary>In hours: of a clock that is ahead at the start, be it by so little that it is believed, and of one that is behind.</summary>
    [EngineTheory]
    [InlineData(40 * 24)]
    [InlineData(-40 * 24)]
    [InlineData(2)]
    public async Task So_does_one_whose_clock_is_wrong_then_and_later(int hours)
    {
        using var app = await host.SignInAsync("bob");
        await SignOutAsync(app);
        await host.Store.WriteAsync("UPDATE store_info SET value = @now WHERE name = 'clock_seen_at'", new { now = $"{host.Clock.UnixMilliseconds()}" });
        var wrong = new TestClock();
        wrong.Step(TimeSpan.FromHours(hours));
        await using var node = TestNode.Start(host.Store, wrong, "api", without: typeof(RevocationPoll));

        Assert.True(node.Services.GetRequiredService<Revocations>().HasSession(Of(app, "sid")));
        using var other = await host.SignInAsync("bob");
        await SignOutAsync(other);
        await LookAsync(node);
        Assert.True(node.Services.GetRequiredService<Revocations>().HasSession(Of(other, "sid")));
    }

    /// <summary>In minutes: of a commit that took long or a clock that is behind, and of one that is ahead.</summary>
    [EngineTheory]
    [InlineData(-4)]
    [InlineData(4)]
    [InlineData(60 * 24 * 40)]
    public async Task The_time_in_the_row_may_be_that_of_another_clock(int minutes)
    {
        await using var node = TestNode.StartDeaf(host.Store, host.Clock);
        using var app = (await host.SignInAsync("bob")).At(node.Address);
        await LookAsync(node);
        await EndByHandAsync(app, host.Clock.UnixMilliseconds(ago: TimeSpan.FromMinutes(-minutes)));

        await LookAsync(node);

        await (await app.GetAsync("/api/v2/orders")).AssertProblemAsync(401, "token-invalid");
    }

    [EngineFact]
    public async Task A_revocation_that_is_rolled_back_leaves_the_session_alive()
    {
        using var app = await host.SignInAsync("bob");
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var (db, sessions) = (scope.ServiceProvider.GetRequiredService<DbSession>(), scope.ServiceProvider.GetRequiredService<RevokeSession.Handler>());
            await db.WriteAsync(
                async () =>
                {
                    await sessions.RevokeAsync(Of(app, "sid"), "test", "test");
                    db.Abandon();
                    return true;
                },
                CancellationToken.None);
        }

        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/api/v2/orders")).StatusCode);
    }

    [EngineFact]
    public async Task What_has_ended_is_forgotten_when_its_last_token_has_expired_and_not_before()
    {
        var revocations = host.Services.GetRequiredService<Revocations>();
        using var app = await host.SignInAsync("bob");
        await SignOutAsync(app);
        host.Clock.Advance(AccessTokens.Lifetime);
        revocations.Sweep();
        Assert.True(revocations.HasSession(Of(app, "sid")));

        host.Clock.Advance(Revocations.Slack + TimeSpan.FromSeconds(1));
        revocations.Sweep();

        Assert.False(revocations.HasSession(Of(app, "sid")));
    }

    private static Task LookAsync(TestNode node) => node.Services.GetRequiredService<RevocationPoll>().RefreshAsync(CancellationToken.None);

    /// <summary>A user who has something to lose, on two devices: the app at the node, and another.</summary>
    private async Task<(App App, App Other, string Order, string Device)> LiveAsync(Uri node, string version, string user = "bob")
    {
        var app = (await host.SignInAsync(user)).At(node);
        var other = await host.SignInAsync(user);
        var device = DeviceExtensions.NewInstallation();
        await other.RegisterAsync(device, DeviceExtensions.Registration(), version);
        return (app, other, await app.PlaceOrderAsync(version: version), device);
    }

    /// <summary>What cannot be undone.</summary>
    private static HttpRequestMessage Ask(string act, string version, string order, string device, string session)
    {
        var (method, path) = act switch
        {
            "export" => (HttpMethod.Get, $"/api/{version}/profile/export"),
            "delete" => (HttpMethod.Delete, $"/api/{version}/profile"),
            "cancel" => (HttpMethod.Post, $"/api/{version}/orders/{order}/cancel"),
            "remove" => (HttpMethod.Delete, $"/api/{version}/orders/{order}"),
            "unregister" => (HttpMethod.Delete, $"/api/{version}/devices/{device}"),
            "register" => (HttpMethod.Put, $"/api/{version}/devices/{device}"),
            "end" => (HttpMethod.Delete, $"/api/{ApiVersions.Current}/sessions/{session}"),
            _ => (HttpMethod.Delete, $"/api/{ApiVersions.Current}/sessions"),
        };
        var request = new HttpRequestMessage(method, path) { Content = act == "register" ? JsonContent.Create(DeviceExtensions.Registration()) : null };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", App.NewKey());
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        return request;
    }

    private static Task<HttpResponseMessage> SendAsync(App app, HttpRequestMessage request) => app.SendAsync(
        request.Method, request.RequestUri!.OriginalString, request.Content, [.. request.Headers.Select(header => (header.Key, header.Value.First()))]);

    /// <summary>By the host, so that no other node hears of it.</summary>
    private async Task SignOutAsync(App app) => Assert.Equal(
        HttpStatusCode.OK,
        (await app.At(host.Address).PostFormAsync("/oauth/revoke", new(StringComparer.Ordinal) { ["token"] = app.RefreshToken })).StatusCode);

    private Task<int> EndByHandAsync(App app, long at) => host.Store.WriteAsync(
        "UPDATE sessions SET revoked_at = @at, revoked_reason = 'test' WHERE id = @id", new { at, id = Of(app, "sid") });

    /// <summary>What there is of the user that an act would take away.</summary>
    private async Task<(long Orders, long Devices, long Sessions, long Users, long Keys)> CountAsync(App app)
    {
        var id = Of(app, "sub");
        return (
            await Count("orders WHERE user_id = @id AND status = 'placed' AND removed_at IS NULL"),
            await Count("devices WHERE user_id = @id AND unregistered_at IS NULL"),
            await Count("sessions WHERE user_id = @id AND revoked_at IS NULL"),
            await Count("users WHERE id = @id AND deleted_at IS NULL"),
            await Count("idempotency_keys WHERE user_id = @id"));

        Task<long> Count(string rows) => host.Store.ReadAsync<long>($"SELECT CAST(COUNT(*) AS bigint) FROM {rows}", new { id });
    }

    private static string Of(App app, string claim) => new JsonWebToken(app.AccessToken).GetClaim(claim).Value;
}
