using System.Net;

namespace Mobile.Features.Tests.Sessions;

public sealed class DevIdentityTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    [Fact]
    public async Task Discovery_names_the_endpoints_of_the_host_that_was_asked()
    {
        using var app = App.Anonymous(host.Address);

        var provider = await app.ReadAsync("/dev-identity/.well-known/openid-configuration");

        var issuer = $"{host.Address.GetLeftPart(UriPartial.Authority)}/dev-identity";
        Assert.Equal(issuer, provider.GetProperty("issuer").GetString());
        Assert.Equal($"{issuer}/authorize", provider.GetProperty("authorization_endpoint").GetString());
        Assert.Equal("S256", Assert.Single(provider.GetProperty("code_challenge_methods_supported").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_person_picks_a_user_on_a_page()
    {
        using var app = App.Anonymous(host.Address);

        var page = await app.GetAsync(Authorize("mobile-app", "mobile://signin"));

        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        foreach (var user in new[] { "alice", "bob", "sam", "vera" })
        {
            Assert.Contains($"login_hint={user}", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_id_token_carries_nonce_audience_and_roles()
    {
        using var app = App.Anonymous(host.Address);
        var redirect = await app.GetAsync(Authorize("mobile-app", "mobile://signin") + "&login_hint=sam&nonce=n-0S6&state=a%26b");
        var query = System.Web.HttpUtility.ParseQueryString(redirect.Headers.Location!.Query);
        Assert.Equal("a&b", query["state"]);

        var tokens = await (await app.RedeemAsync(query["code"]!, Verifier)).ReadAsync();

        var token = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(tokens.GetProperty("id_token").GetString());
        Assert.Equal("n-0S6", token.GetClaim("nonce").Value);
        Assert.Equal("mobile-app", Assert.Single(token.Audiences));
        Assert.Equal(["viewer", "push", "release"], token.Claims.Where(claim => claim.Type == "roles").Select(claim => claim.Value));
    }

    [Theory]
    [InlineData("nobody", "mobile://signin")]
    [InlineData("mobile-app", "https://evil.example/signin")]
    [InlineData("mobile-app", "mobile://signin/more")]
    [InlineData("mobile-app", "")]
    public async Task An_unknown_client_or_redirect_is_never_redirected_to(string client, string redirect)
    {
        using var app = App.Anonymous(host.Address);

        var answer = await app.GetAsync(Authorize(client, redirect) + "&login_hint=alice");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
    }

    [Theory]
    [InlineData("&code_challenge_method=plain")]
    [InlineData("&code_challenge=short&code_challenge_method=S256")]
    [InlineData("")]
    public async Task A_request_without_pkce_is_sent_back(string pkce)
    {
        using var app = App.Anonymous(host.Address);

        var answer = await app.GetAsync($"/dev-identity/authorize?client_id=mobile-app&redirect_uri=mobile://signin&response_type=code&scope=openid&login_hint=alice{pkce}");

        Assert.Contains("error=invalid_request", answer.Headers.Location!.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_or_missing_verifier_spends_the_code()
    {
        using var app = App.Anonymous(host.Address);
        foreach (var wrong in new[] { new string('x', 43), null })
        {
            var code = await app.AuthorizeAsync("alice", Verifier);
            await (await app.RedeemAsync(code, wrong)).AssertOAuthErrorAsync("invalid_grant");
            await (await app.RedeemAsync(code, Verifier)).AssertOAuthErrorAsync("invalid_grant");
        }
    }

    [Fact]
    public async Task A_code_is_good_once_for_a_minute_and_for_its_client()
    {
        using var app = App.Anonymous(host.Address);
        var code = await app.AuthorizeAsync("alice", Verifier);
        Assert.Equal(HttpStatusCode.OK, (await app.RedeemAsync(code, Verifier)).StatusCode);
        await (await app.RedeemAsync(code, Verifier)).AssertOAuthErrorAsync("invalid_grant");

        await (await app.RedeemAsync(await app.AuthorizeAsync("alice", Verifier), Verifier, "mobile-admin")).AssertOAuthErrorAsync("invalid_grant");

        var late = await app.AuthorizeAsync("alice", Verifier);
        host.Clock.Advance(TimeSpan.FromSeconds(61));
        await (await app.RedeemAsync(late, Verifier)).AssertOAuthErrorAsync("invalid_grant");
    }

    [Fact]
    public async Task An_id_token_expires_and_must_be_the_providers()
    {
        using var app = App.Anonymous(host.Address);
        var idToken = await app.GetIdTokenAsync("alice");
        var parts = idToken.Split('.');
        Assert.Equal(HttpStatusCode.BadRequest, (await app.ExchangeAsync($"{parts[0]}.{parts[1]}.")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.ExchangeAsync(parts[0] + "." + parts[1] + "." + new string('A', 342))).StatusCode);
        host.Clock.Advance(TimeSpan.FromMinutes(8));

        Assert.Equal(HttpStatusCode.BadRequest, (await app.ExchangeAsync(idToken)).StatusCode);
    }

    [Fact]
    public async Task Its_own_page_says_what_an_app_has_to_be_told()
    {
        using var app = App.Anonymous(host.Address);

        var page = await app.GetAsync("/dev-identity");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        var html = await page.Content.ReadAsStringAsync();
        Assert.All(
            new[] { $"{host.Address.GetLeftPart(UriPartial.Authority)}/dev-identity", "mobile-app", "mobile://signin", "DevIdentity:RedirectUris", "login_hint=alice" },
            text => Assert.Contains(text, html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_web_app_of_another_origin_may_redeem_its_code()
    {
        using var app = App.Anonymous(host.Address);

        var answers = new[]
        {
            await app.GetAsync("/dev-identity/.well-known/openid-configuration", ("Origin", "http://localhost:5173")),
            await app.RedeemAsync(await app.AuthorizeAsync("alice", Verifier), Verifier),
            await app.RedeemAsync("none", Verifier),
        };

        Assert.All(answers, answer => Assert.Equal("*", answer.Header("Access-Control-Allow-Origin")));
    }

    private static string Authorize(string client, string redirect) =>
        $"/dev-identity/authorize?client_id={client}&redirect_uri={Uri.EscapeDataString(redirect)}&response_type=code&scope=openid&code_challenge={Challenge}&code_challenge_method=S256";
}
