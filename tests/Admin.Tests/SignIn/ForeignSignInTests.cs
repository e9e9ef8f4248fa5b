using System.Net;
using System.Security.Cryptography;
using System.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;

namespace Mobile.Admin.Tests.SignIn;

/// <summary>Signing in to the dashboard at a provider over HTTP, which may say anything.</summary>
public sealed class ForeignSignInTests : IAsyncLifetime
{
    private readonly SqliteStore store = new();
    private readonly TestClock clock = new();
    private ProviderStandIn provider = null!;
    private TestNode node = null!;
    private Browser browser = null!;

    public async Task InitializeAsync()
    {
        provider = await ProviderStandIn.StartAsync();
        node = TestNode.Start(store, clock, "admin", provider.Settings);
        browser = new(node.Address);
    }

    public async Task DisposeAsync()
    {
        browser.Dispose();
        await node.DisposeAsync();
        await provider.DisposeAsync();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_code_is_redeemed_with_its_verifier_and_the_roles_that_we_know_count()
    {
        var (url, nonce) = await BeginAsync();
        provider.Answer = () => provider.IdToken(nonce);

        var (end, page) = await ReturnAsync(url);

        Assert.Equal(("/admin", HttpStatusCode.OK), (end.AbsolutePath, page.StatusCode));
        var form = Assert.Single(provider.Redeemed);
        Assert.Equal(("authorization_code", "the-code", ProviderStandIn.ClientId), (form["grant_type"], form["code"], form["client_id"]));
        Assert.Equal(new Uri(node.Address, "/admin/signin").ToString(), form["redirect_uri"]);
        Assert.Equal(HttpUtility.ParseQueryString(url.Query)["code_challenge"], Base64UrlEncoder.Encode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(form["code_verifier"]))));
        Assert.DoesNotContain("client_secret", form.Keys);
        Assert.Equal("staff", HttpUtility.ParseQueryString(url.Query)["policy"]);
        Assert.Equal("Stella Staff", await store.ReadAsync<string>("SELECT name FROM users WHERE subject = 'subject-1'"));
    }

    [Fact]
    public async Task A_confidential_client_sends_its_secret()
    {
        await using var confidential = TestNode.Start(store, clock, "admin", new Dictionary<string, string>(provider.Settings) { ["Auth:ClientSecret"] = "s3cret&" });
        using var there = new Browser(confidential.Address);
        var (url, nonce) = await BeginAsync(there);
        provider.Answer = () => provider.IdToken(nonce);

        await ReturnAsync(url, there);

        Assert.Equal("s3cret&", Assert.Single(provider.Redeemed)["client_secret"]);
    }

    public static TheoryData<string, string> Forgeries => new()
    {
        { "nonce", "another" },
        { "aud", "app" },
        { "iss", "https://elsewhere.example" },
        { "exp", "past" },
        { "sub", "" },
        { "key", "" },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task An_id_token_that_is_not_for_this_sign_in_opens_nothing(string member, string value)
    {
        var (url, nonce) = await BeginAsync();
        using var foreign = RSA.Create(2048);
        provider.Answer = () => provider.IdToken(
            nonce,
            claims => claims[member] = member == "exp" ? TimeProvider.System.GetUtcNow().AddMinutes(-10).ToUnixTimeSeconds() : value,
            member == "key" ? new RsaSecurityKey(foreign) { KeyId = "stand-in" } : null);

        await AssertFailedAsync(url, "refused");
    }

    [Fact]
    public async Task Whatever_else_the_token_endpoint_says_ends_on_the_page_about_it()
    {
        foreach (var (answer, reason) in new (IResult, string)[]
        {
            (Results.StatusCode(503), "unavailable"),
            (Results.Text("<html>"), "refused"),
            (Results.Json(new { access_token = "opaque" }), "refused"),
            (Results.Json(new { id_token = "a.b.c" }), "refused"),
            (Results.Json(new { id_token = "a.b.c", access_token = "opaque" }), "refused"),
            (Results.Json(new[] { 1 }), "refused"),
            (Results.Json(new { error = "invalid_client" }, statusCode: 401), "refused"),
            (Results.Json(new { error = "invalid_grant" }, statusCode: 400), "expired"),
            (Results.Json(new[] { 1 }, statusCode: 400), "refused"),
        })
        {
            var (url, _) = await BeginAsync();
            provider.Answer = () => answer;
            await AssertFailedAsync(url, reason);
        }
    }

    [Fact]
    public async Task A_provider_that_is_gone_ends_on_the_page_about_it()
    {
        var (url, _) = await BeginAsync();
        await provider.DisposeAsync();
        await AssertFailedAsync(url, "unavailable");

        await using var late = TestNode.Start(store, clock, "admin", provider.Settings);
        using var there = new Browser(late.Address);
        var (end, page) = await there.FollowAsync(await there.GetAsync("/admin?page=2"));

        Assert.Equal("?reason=unavailable&returnUrl=%2Fadmin%3Fpage%3D2", end.Query);
        Assert.Contains("does not answer", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <returns>The provider's URL to which the browser is sent, and the nonce in it.</returns>
    private async Task<(Uri Url, string Nonce)> BeginAsync(Browser? at = null)
    {
        var url = (await (at ?? browser).GetAsync("/admin")).Headers.Location!;
        Assert.Equal(provider.Authority + "/authorize", url.GetLeftPart(UriPartial.Path));
        return (url, HttpUtility.ParseQueryString(url.Query)["nonce"]!);
    }

    private async Task<(Uri Url, HttpResponseMessage Answer)> ReturnAsync(Uri url, Browser? at = null)
    {
        var state = Uri.EscapeDataString(HttpUtility.ParseQueryString(url.Query)["state"]!);
        return await (at ?? browser).FollowAsync(await (at ?? browser).GetAsync($"/admin/signin?code=the-code&state={state}"));
    }

    private async Task AssertFailedAsync(Uri url, string reason)
    {
        var (end, page) = await ReturnAsync(url);
        Assert.Equal(("/admin/signin/failed", reason), (end.AbsolutePath, HttpUtility.ParseQueryString(end.Query)["reason"]));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(0, await store.ReadAsync<long>("SELECT COUNT(*) FROM staff_sessions"));
    }
}
