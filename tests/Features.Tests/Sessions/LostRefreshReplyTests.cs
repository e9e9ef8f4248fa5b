using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Mobile.Features.Pipeline;
using Mobile.Features.Sessions;

namespace Mobile.Features.Tests.Sessions;

/// <summary>A used refresh token is good for the same pair again until a token of that pair was used; then it is a stolen one.</summary>
public abstract class LostRefreshReplyTests(TestHost host)
{
    private const int Day = 24 * 60 * 60;

    public sealed class Sqlite(SqliteHost host) : LostRefreshReplyTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : LostRefreshReplyTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [EveryVersion(29)]
    [EveryVersion(301)]
    [EveryVersion(Day)]
    public async Task A_phone_that_lost_the_reply_gets_the_same_pair_however_late(int seconds, string version)
    {
        using var app = await host.SignInAsync("alice", "phone-lost");
        var lost = await (await app.RefreshAsync(app.RefreshToken)).ReadAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(seconds));

        var again = await (await app.RefreshAsync(app.RefreshToken)).ReadAsync();

        Assert.Equal(lost.Text("refresh_token"), again.Text("refresh_token"));
        app.Use(again);
        await app.RefreshAsync();
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync($"/api/{version}/orders")).StatusCode);
    }

    [EngineFact]
    public async Task Each_of_several_lost_replies_is_made_good()
    {
        using var app = await host.SignInAsync("alice", "phone-unlucky");
        for (var generation = 1; generation <= 3; generation++)
        {
            await app.RefreshAsync(app.RefreshToken);
            await app.RefreshAsync(app.RefreshToken);
            host.Clock.Advance(TimeSpan.FromHours(1));
            await app.RefreshAsync();
        }

        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync($"/api/{ApiVersions.Current}/orders")).StatusCode);
    }

    [EngineFact]
    public async Task Parallel_refreshes_of_one_token_get_one_successor()
    {
        using var app = await host.SignInAsync("alice", "phone-parallel");

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => app.RefreshAsync(app.RefreshToken)));

        var successors = new HashSet<string>(StringComparer.Ordinal);
        foreach (var answer in answers)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            successors.Add((await answer.ReadAsync()).Text("refresh_token"));
        }

        Assert.Single(successors);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Once_its_successor_was_refreshed_the_parent_ends_the_session_and_is_audited(string version)
    {
        using var app = await host.SignInAsync("alice", "phone-old");
        var stolen = app.RefreshToken;
        await app.RefreshAsync();
        await app.RefreshAsync();

        await AssertEndsSessionAsync(app, stolen, version);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Once_an_access_token_of_its_successor_was_used_the_parent_ends_the_session_and_is_audited(string version)
    {
        using var app = await host.SignInAsync("alice", "phone-in-use");
        var stolen = app.RefreshToken;
        await app.RefreshAsync();
        await app.GetAsync($"/api/{version}/orders");
        await FlushAsync(host.Services);

        Assert.Equal(1, await UsedGenerationAsync(app));
        await AssertEndsSessionAsync(app, stolen, version);
    }

    [EngineFact]
    public async Task A_use_counts_at_once_on_the_node_that_saw_it()
    {
        using var app = await host.SignInAsync("alice", "phone-on-one-node");
        var stolen = app.RefreshToken;
        await app.RefreshAsync();
        await app.GetAsync($"/api/{ApiVersions.Current}/orders");

        await AssertEndsSessionAsync(app, stolen, ApiVersions.Current);
    }

    [EngineFact]
    public async Task A_use_on_another_node_counts_as_soon_as_that_node_has_stored_it()
    {
        await using var node = TestNode.Start(host.Store, host.Clock, "api");
        using var app = await host.SignInAsync("alice", "phone-between-nodes");
        var stolen = app.RefreshToken;
        await app.RefreshAsync();
        using var elsewhere = app.At(node.Address);
        await elsewhere.GetAsync($"/api/{ApiVersions.Current}/orders");
        await FlushAsync(node.Services);

        await AssertEndsSessionAsync(app, stolen, ApiVersions.Current);
    }

    [EngineFact]
    public async Task A_node_that_ends_stores_the_uses_it_has_seen()
    {
        using var app = await host.SignInAsync("alice", "phone-at-the-end");
        await app.RefreshAsync();
        await using (var node = TestNode.Start(host.Store, host.Clock, "api"))
        {
            using var elsewhere = app.At(node.Address);
            await elsewhere.GetAsync($"/api/{ApiVersions.Current}/orders");
        }

        Assert.Equal(1, await UsedGenerationAsync(app));
    }

    [EngineFact]
    public async Task A_host_that_starts_anew_keeps_the_rule()
    {
        using var lost = await host.SignInAsync("alice", "phone-lost-at-restart");
        using var used = await host.SignInAsync("alice", "phone-used-at-restart");
        var successor = (await (await lost.RefreshAsync(lost.RefreshToken)).ReadAsync()).Text("refresh_token");
        var stolen = used.RefreshToken;
        await used.RefreshAsync();

        await host.RestartAsync();

        using var back = lost.At(host.Address);
        Assert.Equal(successor, (await (await back.RefreshAsync(lost.RefreshToken)).ReadAsync()).Text("refresh_token"));
        using var again = used.At(host.Address);
        await again.GetAsync($"/api/{ApiVersions.Current}/orders");
        await FlushAsync(host.Services);
        await AssertEndsSessionAsync(again, stolen, ApiVersions.Current);
    }

    [EngineTheory]
    [InlineData("phone-named", null)]
    [InlineData(null, "phone-named")]
    public async Task A_repetition_without_the_device_is_no_reuse(string? atSignIn, string? atRepetition)
    {
        using var app = await host.SignInAsync("alice", atSignIn);
        using var forgetful = App.Anonymous(host.Address, atRepetition);
        var lost = await (await app.RefreshAsync(app.RefreshToken)).ReadAsync();

        var again = await (await forgetful.RefreshAsync(app.RefreshToken)).ReadAsync();

        Assert.Equal(lost.Text("refresh_token"), again.Text("refresh_token"));
    }

    [EngineFact]
    public async Task Using_the_parent_from_another_device_ends_the_session()
    {
        using var app = await host.SignInAsync("alice", "phone-hers");
        using var thief = App.Anonymous(host.Address, "phone-of-a-thief");
        var parent = app.RefreshToken;
        await app.RefreshAsync();

        await (await thief.RefreshAsync(parent)).AssertOAuthErrorAsync("invalid_grant");
        await (await app.RefreshAsync(app.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
    }

    [EngineFact]
    public async Task A_token_that_is_only_revoked_is_not_used()
    {
        using var app = await host.SignInAsync("alice", "phone-signing-out");
        await app.RefreshAsync();

        await app.PostFormAsync("/oauth/revoke", new(StringComparer.Ordinal) { ["token"] = app.AccessToken });

        Assert.Equal(0, host.Services.GetRequiredService<TokenUses>().Find(SessionOf(app)));
    }

    [EngineFact]
    public async Task An_access_token_of_an_earlier_build_confirms_nothing()
    {
        using var app = await host.SignInAsync("alice", "phone-of-old");
        var lost = await (await app.RefreshAsync(app.RefreshToken)).ReadAsync();
        using var old = app.WithAccessToken(WithoutGeneration(app, lost.Text("access_token")));

        Assert.Equal(HttpStatusCode.OK, (await old.GetAsync($"/api/{ApiVersions.Current}/orders")).StatusCode);
        await FlushAsync(host.Services);

        Assert.Equal(lost.Text("refresh_token"), (await (await app.RefreshAsync(app.RefreshToken)).ReadAsync()).Text("refresh_token"));
    }

    [EngineFact]
    public async Task A_token_from_before_a_restored_backup_confirms_nothing_of_after_it()
    {
        using var app = await host.SignInAsync("alice", "phone-restored");
        await app.RefreshAsync(app.RefreshToken);
        host.Services.GetRequiredService<TokenUses>().Add(SessionOf(app), 5);

        await FlushAsync(host.Services);

        Assert.Equal(0, await UsedGenerationAsync(app));
        await app.RefreshAsync();
    }

    private static Task FlushAsync(IServiceProvider services) => services.GetRequiredService<TokenUseFlush>().FlushAsync(default);

    private Task<long> UsedGenerationAsync(App app) =>
        host.Store.ReadAsync<long>("SELECT used_generation FROM sessions WHERE id = @id", new { id = SessionOf(app) });

    private async Task AssertEndsSessionAsync(App app, string stolen, string version)
    {
        await (await app.RefreshAsync(stolen)).AssertOAuthErrorAsync("invalid_grant");

        await (await app.RefreshAsync(app.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
        await (await app.GetAsync($"/api/{version}/orders")).AssertProblemAsync(401, "token-invalid");
        Assert.Equal("refresh-token-reused", await host.Store.ReadAsync<string>(
            "SELECT detail FROM audit_log WHERE action = 'session-revoked' AND subject = @subject",
            new { subject = $"session/{SessionOf(app)}" }));
    }

    private string WithoutGeneration(App app, string accessToken)
    {
        var claims = new JsonWebToken(accessToken);
        using var curve = System.Security.Cryptography.ECDsa.Create();
        curve.ImportPkcs8PrivateKey(host.Services.GetRequiredService<SigningKeys>()[AccessTokens.KeyId], out _);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = claims.Issuer,
            Audience = Assert.Single(claims.Audiences),
            Expires = claims.ValidTo,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = claims.Subject, ["sid"] = SessionOf(app) },
            SigningCredentials = new(new ECDsaSecurityKey(curve) { KeyId = AccessTokens.KeyId }, SecurityAlgorithms.EcdsaSha256),
        });
    }

    private static string SessionOf(App app) => new JsonWebToken(app.AccessToken).GetClaim("sid").Value;
}
