using System.Net;

namespace Mobile.Features.Tests.Sessions;

public abstract class TokenTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : TokenTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : TokenTests(host), IClassFixture<SqlServerHost>;

    [EngineFact]
    public async Task Exchanging_an_id_token_opens_a_session()
    {
        using var app = App.Anonymous(host.Address, "phone-1");

        var answer = await app.ExchangeAsync(await app.GetIdTokenAsync("alice"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        var tokens = await answer.ReadAsync();
        Assert.Equal("Bearer", tokens.GetProperty("token_type").GetString());
        Assert.Equal(600, tokens.GetProperty("expires_in").GetInt32());
        Assert.Equal("urn:ietf:params:oauth:token-type:access_token", tokens.GetProperty("issued_token_type").GetString());
        app.Use(tokens);
        var session = Assert.Single(
            (await app.ReadAsync("/api/v2/sessions")).GetProperty("items").EnumerateArray(), item => item.GetProperty("current").GetBoolean());
        Assert.Equal("phone-1", session.GetProperty("deviceId").GetString());
    }

    [EngineFact]
    public async Task A_new_user_is_made_once_even_when_two_devices_sign_in_together()
    {
        await host.Store.WriteAsync("UPDATE users SET subject = 'vera-of-old' WHERE subject = 'vera'");
        try
        {
            var apps = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => host.SignInAsync("vera", $"phone-{i}")));

            Assert.Equal(1, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM users WHERE subject = 'vera'"));
            Assert.Equal(8, (await apps[0].ReadAsync("/api/v2/sessions")).GetProperty("items").GetArrayLength());
        }
        finally
        {
            await host.Store.WriteAsync("UPDATE users SET subject = 'vera-anew' WHERE subject = 'vera'");
            await host.Store.WriteAsync("UPDATE users SET subject = 'vera' WHERE subject = 'vera-of-old'");
        }
    }

    [EngineFact]
    public async Task A_refresh_token_is_stored_only_as_a_hash()
    {
        using var app = await host.SignInAsync("alice");

        var stored = await host.Store.ReadAsync<byte[]>("SELECT refresh_hash FROM sessions WHERE id = @id", new { id = SessionOf(app) });
        var secret = System.Buffers.Text.Base64Url.DecodeFromChars(app.RefreshToken)[20..52];
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(secret), stored);
        Assert.Equal(0, await host.Store.ReadAsync<long>(
            "SELECT COUNT(*) FROM sessions WHERE refresh_hash = @secret OR rotation_nonce = @secret OR parent_hash = @secret", new { secret }));
    }

    [EngineFact]
    public async Task An_unused_session_ends_after_90_days()
    {
        using var app = await host.SignInAsync("bob", "phone-idle");
        host.Clock.Advance(TimeSpan.FromDays(89));
        await app.RefreshAsync();
        host.Clock.Advance(TimeSpan.FromDays(91));

        await (await app.RefreshAsync(app.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task An_access_token_lives_ten_minutes(string version)
    {
        using var app = await host.SignInAsync("alice");
        host.Clock.Advance(TimeSpan.FromSeconds(595));
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync($"/api/{version}/orders")).StatusCode);
        host.Clock.Advance(TimeSpan.FromSeconds(10));

        var late = await app.GetAsync($"/api/{version}/orders");

        await late.AssertProblemAsync(401, "token-expired");
        Assert.Equal("Bearer error=\"invalid_token\"", late.Header("WWW-Authenticate"));
        await app.RefreshAsync();
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync($"/api/{version}/orders")).StatusCode);
    }

    [EngineFact]
    public async Task Signing_in_again_on_a_device_replaces_its_session()
    {
        using var first = await host.SignInAsync("bob", "phone-again");
        using var second = await host.SignInAsync("bob", "phone-again");

        await (await first.RefreshAsync(first.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
        Assert.Single(
            (await second.ReadAsync("/api/v2/sessions")).GetProperty("items").EnumerateArray(),
            session => session.GetProperty("deviceId").GetString() == "phone-again");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_session_on_a_lost_phone_can_be_ended_from_another(string version)
    {
        using var lost = await host.SignInAsync("alice", "phone-lost-for-good");
        using var other = await host.SignInAsync("alice", "phone-other");
        var key = App.NewKey();

        var ended = await other.DeleteAsync($"/api/v2/sessions/{SessionOf(lost)}", key);
        var repeated = await other.DeleteAsync($"/api/v2/sessions/{SessionOf(lost)}", key);

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, repeated.StatusCode);
        Assert.True(repeated.IsReplay());
        await (await lost.GetAsync($"/api/{version}/orders")).AssertProblemAsync(401, "token-invalid");
        await (await lost.RefreshAsync(lost.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
        Assert.DoesNotContain(
            (await other.ReadAsync("/api/v2/sessions")).GetProperty("items").EnumerateArray(),
            session => session.GetProperty("id").GetString() == SessionOf(lost));
        await (await other.DeleteAsync($"/api/v2/sessions/{SessionOf(lost)}", App.NewKey())).AssertProblemAsync(404, "session-not-found");
    }

    [EngineFact]
    public async Task Another_users_session_is_not_found()
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");

        await (await bob.DeleteAsync($"/api/v2/sessions/{SessionOf(alice)}", App.NewKey())).AssertProblemAsync(404, "session-not-found");
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/api/v2/sessions")).StatusCode);
    }

    [EngineTheory]
    [EveryVersion("refresh")]
    [EveryVersion("access")]
    public async Task Revoking_a_token_signs_the_device_out(string kind, string version)
    {
        using var app = await host.SignInAsync("alice");

        var answer = await app.PostFormAsync("/oauth/revoke", Form(("token", kind == "refresh" ? app.RefreshToken : app.AccessToken)));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await (await app.GetAsync($"/api/{version}/orders")).AssertProblemAsync(401, "token-invalid");
        await (await app.RefreshAsync(app.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
        Assert.Equal(HttpStatusCode.OK, (await app.PostFormAsync("/oauth/revoke", Form(("token", "unknown")))).StatusCode);
        await (await app.PostFormAsync("/oauth/revoke", Form(("x", "y")))).AssertOAuthErrorAsync("invalid_request");
    }

    [EngineFact]
    public async Task A_token_request_that_is_wrong_gets_the_error_of_rfc_6749()
    {
        using var app = App.Anonymous(host.Address);
        const string Exchange = "urn:ietf:params:oauth:grant-type:token-exchange";

        await (await app.PostFormAsync("/oauth/token", Form())).AssertOAuthErrorAsync("invalid_request");
        await (await app.PostFormAsync("/oauth/token", Form(("grant_type", "password")))).AssertOAuthErrorAsync("unsupported_grant_type");
        await (await app.PostFormAsync("/oauth/token", Form(("grant_type", "refresh_token")))).AssertOAuthErrorAsync("invalid_request");
        await (await app.PostFormAsync("/oauth/token", Form(("grant_type", "refresh_token"), ("refresh_token", "x")))).AssertOAuthErrorAsync("invalid_grant");
        await (await app.PostFormAsync("/oauth/token", Form(("grant_type", Exchange), ("subject_token", "x")))).AssertOAuthErrorAsync("invalid_request");
        await (await app.ExchangeAsync("not a token")).AssertOAuthErrorAsync("invalid_grant");
        await (await app.SendAsync(HttpMethod.Post, "/oauth/token", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"))).AssertOAuthErrorAsync("invalid_request");
        await (await app.SendAsync(
                HttpMethod.Post,
                "/oauth/token",
                new StringContent("grant_type=refresh_token&grant_type=password", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"))).AssertOAuthErrorAsync("invalid_request");
        await (await app.PostFormAsync("/oauth/token", Form(("grant_type", "refresh_token"), ("refresh_token", "x"), ("device_id", new string('x', 101))))).AssertOAuthErrorAsync("invalid_request");
    }

    [EngineFact]
    public async Task An_altered_refresh_token_is_refused_and_harms_nobody()
    {
        using var app = await host.SignInAsync("alice");
        var middle = app.RefreshToken.Length / 2;
        var altered = app.RefreshToken[..middle] + (app.RefreshToken[middle] == 'A' ? 'B' : 'A') + app.RefreshToken[(middle + 1)..];

        await (await app.RefreshAsync(altered)).AssertOAuthErrorAsync("invalid_grant");
        await app.RefreshAsync();
    }

    private static Dictionary<string, string> Form(params (string Name, string Value)[] parameters) =>
        parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value);

    private static string SessionOf(App app) =>
        new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(app.AccessToken).GetClaim("sid").Value;
}
