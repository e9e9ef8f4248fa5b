using System.Net;

namespace Mobile.Features.Tests.Pipeline;

/// <summary>Several users sign in on one device, which has one HTTP cache: nobody is shown what another has read.</summary>
public abstract class SharedCacheTests(TestHost host)
{
    private const int Version = 7;

    public sealed class Sqlite(SqliteHost host) : SharedCacheTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : SharedCacheTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [EveryVersion]
    public async Task The_validator_of_one_user_never_makes_the_answer_of_another_a_304(string version)
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        await BringToOneVersionAsync();
        foreach (var path in await DocumentedGets.ReadAsync(alice, version))
        {
            var hers = await alice.GetAsync(path);
            Assert.True(hers.IsSuccessStatusCode, $"{path}: {hers.StatusCode}");
            if (hers.Header("ETag") is not { } validator)
            {
                Assert.True(hers.Header("Last-Modified") is null, path);
                continue;
            }

            var his = await bob.GetAsync(path, ("If-None-Match", validator));

            // Where both read the same, it is the same for everybody.
            Assert.True(
                his.StatusCode != HttpStatusCode.NotModified || await BodyAsync(alice, path) == await BodyAsync(bob, path),
                $"{path} shows bob what alice has read.");
        }
    }

    [EngineTheory]
    [EveryVersion]
    public async Task What_depends_on_who_asks_is_kept_by_no_shared_cache_and_asked_for_again(string version)
    {
        using var alice = await host.SignInAsync("alice");
        using var anyone = App.Anonymous(host.Address);
        foreach (var path in await DocumentedGets.ReadAsync(alice, version))
        {
            var caching = (await alice.GetAsync(path)).Headers.CacheControl;
            Assert.True(caching is not null, $"{path} does not say whether it may be kept.");
            if ((await anyone.GetAsync(path)).StatusCode is HttpStatusCode.Unauthorized)
            {
                Assert.True(caching.NoStore || caching is { Private: true, NoCache: true }, $"{path}: {caching}");
            }
        }
    }

    /// <summary>As a browser did it: it revalidates the stored answer with the tag that came with it, whoever is signed in by now.</summary>
    [EngineTheory]
    [EveryVersion]
    public async Task The_next_user_of_a_device_sees_their_own_profile(string version)
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        await BringToOneVersionAsync();
        var stored = await alice.GetAsync($"/api/{version}/profile");

        var fresh = await bob.GetAsync($"/api/{version}/profile", ("If-None-Match", stored.Header("ETag")!));
        var ofBefore = await bob.GetAsync($"/api/{version}/profile", ("If-None-Match", $"\"{Version}\""));

        Assert.Equal("bob@example.com", (await fresh.ReadAsync()).Text("email"));
        Assert.Equal("bob@example.com", (await ofBefore.ReadAsync()).Text("email"));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_tag_of_another_user_is_no_version_to_write_on(string version)
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        await BringToOneVersionAsync();
        var hers = (await alice.GetAsync($"/api/{version}/profile")).Header("ETag")!;
        var before = await bob.ReadAsync($"/api/{version}/profile");

        var answer = await bob.SendAsync(
            HttpMethod.Patch,
            $"/api/{version}/profile",
            System.Net.Http.Json.JsonContent.Create(new { address = "Alice's" }),
            ("Idempotency-Key", App.NewKey()),
            ("If-Match", hers));

        var problem = await answer.AssertProblemAsync(412, "precondition-failed");
        Assert.Equal("bob@example.com", problem.GetProperty("current").Text("email"));
        Assert.Equal(before.GetRawText(), (await bob.ReadAsync($"/api/{version}/profile")).GetRawText());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_write_answers_with_the_tag_with_which_the_next_read_is_a_304(string version)
    {
        using var vera = await host.SignInAsync("vera");
        var known = (await vera.ReadAsync($"/api/{version}/profile")).GetProperty("version").GetInt64();

        var written = await vera.PatchAsync($"/api/{version}/profile", new { address = $"House {known}" }, known);

        Assert.Equal(HttpStatusCode.OK, written.StatusCode);
        var read = await vera.GetAsync($"/api/{version}/profile", ("If-None-Match", written.Header("ETag")!));
        Assert.Equal(HttpStatusCode.NotModified, read.StatusCode);
    }

    /// <summary>By their versions alone, the profiles of all users are the same.</summary>
    private Task<int> BringToOneVersionAsync() => host.Store.WriteAsync("UPDATE users SET version = @Version", new { Version });

    private static async Task<string> BodyAsync(App app, string path) => await (await app.GetAsync(path)).Content.ReadAsStringAsync();
}
