using System.Text.Json;

namespace Mobile.Client.Tests.Http;

/// <summary>Two users on one device whose transport has a cache: what it holds of the one is never shown to the other.</summary>
public sealed class HttpCacheTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Fact]
    public async Task A_cache_is_asked_to_keep_nothing_of_a_signed_in_user()
    {
        var clock = new EagerClock();
        var cache = new PrivateCache(clock, heedsRequests: true);
        await using var phone = new Phone(host.Address, "alice") { Clock = clock, Transport = cache.Before };
        await (await phone.OpenAsync()).SignInAsync();
        LetItBeCached(phone);
        Assert.Equal("Alice Meyer", await ReadNameAsync(phone));

        await phone.App.SignOutAsync();
        phone.User = "bob";
        await phone.App.SignInAsync();

        Assert.Equal("Bob Tanaka", await ReadNameAsync(phone));
        Assert.DoesNotContain(cache.Paths, path => path.StartsWith("/api/v", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_app_that_says_how_a_request_of_its_own_is_cached_decides_itself()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        using var request = new HttpRequestMessage(HttpMethod.Get, "products");
        request.Headers.CacheControl = new() { MaxAge = TimeSpan.FromMinutes(1) };

        await phone.App.Http.SendAsync(request);
        await phone.App.Http.GetAsync("products");

        Assert.Equal(["max-age=60", "no-store"], phone.Network.To("/products").Select(sent => $"{sent.Request.Headers.CacheControl}"));
    }

    [Theory]
    [InlineData("signs out", true)]
    [InlineData("erases", false)]
    [InlineData("deletes the account", true)]
    [InlineData("hands the phone to another user", true)]
    public async Task What_a_cache_holds_all_the_same_is_cleared_when_the_user(string act, bool endsTheSession)
    {
        var clock = new EagerClock();
        var cache = new PrivateCache(clock, heedsRequests: false);
        await using var phone = new Phone(host.Address, "alice") { Clock = clock, Transport = cache.Before };
        await (await phone.OpenAsync()).SignInAsync();
        LetItBeCached(phone);
        await ReadNameAsync(phone);
        Assert.Contains("/api/v2/profile", cache.Paths);
        var hadTokens = new List<bool>();
        phone.ClearHttpCache = async stop =>
        {
            hadTokens.Add(phone.App.IsSignedIn || await phone.Vault.LoadAsync(stop) is not null);
            cache.Clear();
        };

        await (act switch
        {
            "signs out" => phone.App.SignOutAsync(),
            "erases" => phone.App.EraseAsync(),
            "deletes the account" => phone.App.DeleteAccountAsync(),
            _ => SignInAsBobAsync(),
        });

        Assert.Equal([!endsTheSession], hadTokens);
        Assert.DoesNotContain("/api/v2/profile", cache.Paths);
        await SignInAsBobAsync();
        Assert.Equal("Bob Tanaka", await ReadNameAsync(phone));

        Task SignInAsBobAsync()
        {
            phone.User = "bob";
            return phone.App.SignInAsync();
        }
    }

    [Fact]
    public async Task The_same_user_who_signs_in_again_keeps_the_cache()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        var cleared = 0;
        phone.ClearHttpCache = _ =>
        {
            cleared++;
            return Task.CompletedTask;
        };

        await phone.App.SignInAsync();

        Assert.Equal(0, cleared);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_cleared_does_not_keep_the_session_alive()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        var tokens = await phone.Vault.LoadAsync(CancellationToken.None);
        phone.ClearHttpCache = _ => throw new IOException("The cache is locked.");

        await Assert.ThrowsAsync<IOException>(() => phone.App.SignOutAsync());

        Assert.False(phone.App.IsSignedIn);
        using var thief = App.Anonymous(host.Address).WithAccessToken(tokens!.AccessToken);
        await (await thief.GetAsync("/api/v2/orders")).AssertProblemAsync(401, "token-invalid");
    }

    private static void LetItBeCached(Phone phone) => phone.Network.After("/profile", answer =>
    {
        answer.Headers.CacheControl = new() { Private = true, MaxAge = TimeSpan.FromHours(1) };
        return Task.FromResult(answer);
    });

    private static async Task<string?> ReadNameAsync(Phone phone) =>
        JsonDocument.Parse(await phone.App.Http.GetStringAsync("profile")).RootElement.GetProperty("name").GetString();
}
