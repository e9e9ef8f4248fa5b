using System.Net;

namespace Mobile.Client.Tests.SignIn;

public sealed class SignInTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Fact]
    public async Task A_user_signs_in_with_code_and_pkce_and_stays_signed_in_after_a_restart()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");

        Assert.True(phone.App.IsSignedIn);
        Assert.Equal(HttpStatusCode.OK, (await phone.App.Http.GetAsync("orders")).StatusCode);
        var app = await phone.RestartAsync();
        Assert.True(app.IsSignedIn);
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync("orders")).StatusCode);
        Assert.Single(phone.Network.To("/oauth/token"));
    }

    [Fact]
    public async Task The_session_is_that_of_the_device()
    {
        await using var phone = await Phone.SignInAsync(host, "bob");

        using var sessions = System.Text.Json.JsonDocument.Parse(await phone.App.Http.GetStringAsync("sessions"));

        var current = sessions.RootElement.GetProperty("items").EnumerateArray().Single(session => session.GetProperty("current").GetBoolean());
        Assert.StartsWith("phone-of-bob-", current.GetProperty("deviceId").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state=[^&]*", "state=of-an-attacker", "state_mismatch")]
    [InlineData("&?state=[^&]*", "", "state_mismatch")]
    [InlineData("$", "&iss=https://evil.example", "issuer_mismatch")]
    [InlineData("^mobile://signin", "mobile://elsewhere", "redirect_mismatch")]
    [InlineData("code=[^&]*", "error=access_denied", "access_denied")]
    [InlineData("code=[^&]*&?", "", "invalid_response")]
    [InlineData("code=[^&]*", "code=of-an-attacker", "invalid_grant")]
    public async Task An_answer_that_is_not_the_one_to_this_sign_in_is_refused(string pattern, string replacement, string error)
    {
        await using var phone = new Phone(host.Address, "alice");
        phone.Tampering = uri => uri.Scheme == "mobile" ? Altered(uri, pattern, replacement) : uri;
        var app = await phone.OpenAsync();

        var refusal = await Assert.ThrowsAsync<SignInFailedException>(() => app.SignInAsync());

        Assert.Equal(error, refusal.Error);
        Assert.False(app.IsSignedIn);
        Assert.Empty(phone.Network.To("/oauth/token"));
    }

    [Fact]
    public async Task An_id_token_that_was_made_for_another_sign_in_is_refused()
    {
        await using var phone = new Phone(host.Address, "alice");
        phone.Tampering = uri => Altered(uri, "nonce=[^&]*", "nonce=of-another-sign-in");
        var app = await phone.OpenAsync();

        var refusal = await Assert.ThrowsAsync<SignInFailedException>(() => app.SignInAsync());

        Assert.Equal("nonce_mismatch", refusal.Error);
        Assert.Empty(phone.Network.To("/oauth/token"));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_on_the_server_too()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        var tokens = await phone.Vault.LoadAsync(CancellationToken.None);

        await phone.App.SignOutAsync();

        Assert.False(phone.App.IsSignedIn);
        Assert.Null(await phone.Vault.LoadAsync(CancellationToken.None));
        await Assert.ThrowsAsync<SignInRequiredException>(() => phone.App.Http.GetAsync("orders"));
        using var thief = App.Anonymous(host.Address).WithAccessToken(tokens!.AccessToken);
        await (await thief.GetAsync("/api/v2/orders")).AssertProblemAsync(401, "token-invalid");
    }

    [Fact]
    public async Task Tokens_and_device_are_shown_to_our_server_alone()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        phone.Network.Answer("/elsewhere", HttpStatusCode.OK);

        await phone.App.Http.GetAsync(new Uri("https://cdn.example/elsewhere"));

        var stranger = Assert.Single(phone.Network.To("/elsewhere")).Request;
        Assert.Null(stranger.Headers.Authorization);
        Assert.DoesNotContain(stranger.Headers, header => header.Key.StartsWith("X-", StringComparison.Ordinal));
        Assert.DoesNotContain((await phone.Vault.LoadAsync(CancellationToken.None))!.AccessToken, $"{await phone.Vault.LoadAsync(CancellationToken.None)}", StringComparison.Ordinal);
    }

    private static Uri Altered(Uri uri, string pattern, string replacement) => new(
        System.Text.RegularExpressions.Regex.Replace(uri.OriginalString, pattern, replacement, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
}
