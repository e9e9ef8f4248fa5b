using System.Net;
using System.Text.Json;
using Mobile.Features.Versions.RemoteConfig;

namespace Mobile.Features.Tests.Versions;

public abstract class MinimumVersionTests(TestHost host)
{
    private const string Store = "https://apps.example.com/mobile";

    private Desk Release => Desk.OfRelease(host.Services);

    [EngineTheory]
    [EveryVersion("3.1.9", true)]
    [EveryVersion("3.2.0-beta.1", true)]
    [EveryVersion("3", true)]
    [EveryVersion("2.99.99", true)]
    [EveryVersion("3.2", false)]
    [EveryVersion("3.2.0", false)]
    [EveryVersion("3.2.0+451", false)]
    [EveryVersion("3.10.0", false)]
    [EveryVersion("4.0.0-alpha", false)]
    [EveryVersion("", false)]
    [EveryVersion("banana", false)]
    [EveryVersion("-1", false)]
    [EveryVersion("4 KB", false)]
    public async Task An_app_below_the_minimum_is_told_to_update(string app, bool isRefused, string version)
    {
        using var alice = await host.SignInAsync("alice");
        await SetAsync("ios", "3.2.0");

        var answer = await alice.With("ios", app == "4 KB" ? new string('3', 4096) : app).GetAsync($"/api/{version}/orders");

        if (isRefused)
        {
            await AssertRefusedAsync(answer);
        }
        else
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [EngineTheory]
    [EveryVersion]
    public async Task An_app_that_does_not_say_what_it_is_passes(string version)
    {
        using var alice = await host.SignInAsync("alice");
        await SetAsync("ios", "3.2.0");

        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync($"/api/{version}/orders")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync($"/api/{version}/orders", ("X-App-Version", "1.0"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync($"/api/{version}/orders", ("X-App-Platform", "ios"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await alice.With("android", "1.0").GetAsync($"/api/{version}/orders")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await alice.With("windows", "1.0").GetAsync($"/api/{version}/orders")).StatusCode);
        await AssertRefusedAsync(await alice.With("iOS", "1.0").GetAsync($"/api/{version}/orders"));
    }

    /// <summary>What UIDevice.systemName, React Native, MAUI and Flutter call the system; older iPads and iPhones say "iPhone OS".</summary>
    [EngineTheory]
    [EveryVersion("iPadOS", true)]
    [EveryVersion("iPhone OS", true)]
    [EveryVersion("IPHONE OS 15.8", true)]
    [EveryVersion("iOS 17.2", true)]
    [EveryVersion("ipados", true)]
    [EveryVersion("Android", false)]
    [EveryVersion("macOS", false)]
    [EveryVersion("ios-like", false)]
    [EveryVersion("17", false)]
    public async Task A_platform_is_known_by_the_names_that_it_has(string platform, bool isIos, string version)
    {
        using var alice = await host.SignInAsync("alice");
        await SetAsync("ios", "3.2.0");

        var answer = await alice.With(platform, "3.1").GetAsync($"/api/{version}/orders");

        Assert.Equal(isIos ? HttpStatusCode.UpgradeRequired : HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>The header is a time of RFC 3339: what is none does not open the door to an app that is too old.</summary>
    [EngineTheory]
    [EveryVersion("5")]
    [EveryVersion("12:00")]
    [EveryVersion("2020")]
    [EveryVersion("2020-01-01")]
    [EveryVersion("1/2/2020")]
    [EveryVersion("Wed, 01 Jan 2020 00:00:00 GMT")]
    [EveryVersion("1577836800")]
    public async Task Nonsense_was_not_queued_before_the_minimum(string queuedAt, string version)
    {
        using var alice = await host.SignInAsync("alice");
        await RaiseAsync("ios", "3.2.0");

        await AssertRefusedAsync(await PlaceAsync(version, alice.With("ios", "3.1.0"), App.NewKey(), ("X-Queued-At", queuedAt)));
    }

    [EngineTheory]
    [EveryVersion("yyyy-MM-dd'T'HH:mm:ss.fff'Z'")]
    [EveryVersion("yyyy-MM-dd't'HH:mm:ss'z'")]
    [EveryVersion("yyyy-MM-dd'T'HH:mm:ss'.123456789Z'")]
    [EveryVersion("yyyy-MM-dd'T'HH:mm:ss'-00:00'")]
    public async Task When_a_write_was_queued_is_read_however_a_platform_writes_it(string format, string version)
    {
        using var alice = await host.SignInAsync("alice");
        var queuedAt = host.Clock.GetUtcNow().AddHours(-1).ToString(format);
        await RaiseAsync("ios", "3.2.0");

        var answer = await PlaceAsync(version, alice.With("ios", "3.1.0"), App.NewKey(), ("X-Queued-At", queuedAt));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Config_health_and_tokens_are_open_to_every_app(string version)
    {
        using var alice = await host.SignInAsync("alice");
        await SetAsync("ios", "3.2.0");
        using var old = await App.SignInAsync(host.Address, "alice");
        var outdated = old.With("ios", "1.0");

        Assert.Equal("required", (await outdated.ReadAsync("/api/config")).Text("update"));
        Assert.Equal(HttpStatusCode.OK, (await outdated.GetAsync("/health/live")).StatusCode);
        await outdated.RefreshAsync();
        await AssertRefusedAsync(await outdated.GetAsync($"/api/{version}/orders"));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_write_that_was_queued_before_the_minimum_lands_and_lands_once(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var old = alice.With("ios", "3.1.0");
        var before = Queued(host.Clock.GetUtcNow());
        await RaiseAsync("ios", "3.2.0");
        var count = await CountAsync();
        var key = App.NewKey();

        var first = await PlaceAsync(version, old, key, before);
        var again = await PlaceAsync(version, old, key, before);
        var late = await PlaceAsync(version, old, App.NewKey(), Queued(host.Clock.GetUtcNow() + TimeSpan.FromSeconds(1)));
        var unsaid = await PlaceAsync(version, old, App.NewKey());
        var nonsense = await PlaceAsync(version, old, App.NewKey(), ("X-Queued-At", "yesterday"));
        var read = await old.GetAsync($"/api/{version}/orders", before);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.True(again.IsReplay());
        await AssertRefusedAsync(late);
        await AssertRefusedAsync(unsaid);
        await AssertRefusedAsync(nonsense);
        await AssertRefusedAsync(read);
        Assert.Equal(count + 1, await CountAsync());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_batch_is_judged_request_by_request(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var (name, before) = Queued(host.Clock.GetUtcNow());
        await RaiseAsync("ios", "3.2.0");
        var body = Contract.Of(version).Order("MUG-RED", 1);
        object Write(string id, string? queuedAt) => new
        {
            id,
            method = "POST",
            url = "/orders",
            headers = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Idempotency-Key"] = App.NewKey(), [name] = queuedAt ?? "" },
            body,
        };

        var answer = await alice.With("ios", "3.1.0").PostAsync(
            $"/api/{version}/batch", new { requests = new[] { Write("queued", before), Write("fresh", null), new { id = "pull", method = "GET", url = "/sync" } } }, App.NewKey());

        var responses = (await answer.ReadAsync()).GetProperty("responses").EnumerateArray().ToList();
        Assert.Equal([201, 426, 426], responses.Select(response => response.GetProperty("status").GetInt32()));
        Assert.Equal("3.2.0", responses[2].GetProperty("body").Text("minimumVersion"));
        Assert.False(responses[2].GetProperty("headers").TryGetProperty("Upgrade", out _));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_refusal_is_not_remembered_under_the_key(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var old = alice.With("ios", "3.1.0");
        await SetAsync("ios", "3.2.0");
        var key = App.NewKey();
        await AssertRefusedAsync(await PlaceAsync(version, old, key));

        await SetAsync("ios", null);

        var answer = await PlaceAsync(version, old, key);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.False(answer.IsReplay());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_refused_connection_is_kept_unless_the_app_closes_it(string version)
    {
        using var alice = await host.SignInAsync("alice");
        await RaiseAsync("ios", "3.2.0");

        var kept = await alice.With("ios", "1.0").GetAsync($"/api/{version}/orders");
        var closed = await alice.With("ios", "1.0").GetAsync($"/api/{version}/orders", ("Connection", "close"));

        Assert.Equal(["Upgrade", "keep-alive"], kept.Headers.Connection);
        Assert.True(closed.Headers.ConnectionClose);
        Assert.Contains("Upgrade", closed.Headers.Connection);
    }

    [EngineFact]
    public async Task A_minimum_is_a_version_that_can_be_had_from_a_store()
    {
        await SetAsync("ios", null);
        var wrong = new Dictionary<string, SetAppRelease.Change>(StringComparer.Ordinal)
        {
            ["platform"] = new("windows", "1.0", null, Store),
            ["minimumVersion"] = new("ios", "banana", null, Store),
            ["recommendedVersion"] = new("ios", "3.2", "3.1", Store),
            ["storeUrl"] = new("ios", "3.2"),
        };

        foreach (var (member, change) in wrong)
        {
            await Release.AssertInvalidAsync(member, (SetAppRelease.Handler handler) => handler.SetAsync(change, default));
        }

        await Release.AssertInvalidAsync("storeUrl", (SetAppRelease.Handler handler) => handler.SetAsync(new("ios", "3.2", null, "itms-apps:evil"), default));
    }

    /// <summary>Raises the minimum now, whatever another test has left.</summary>
    private async Task RaiseAsync(string platform, string minimum)
    {
        await SetAsync(platform, null);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await SetAsync(platform, minimum);
    }

    private async Task SetAsync(string platform, string? minimum) => await Release.GetAsync((SetAppRelease.Handler handler) =>
        handler.SetAsync(new(platform, minimum, minimum is null ? null : "3.4.1", Store, "A test of the minimum."), default));

    private static (string Name, string Value) Queued(DateTimeOffset at) => ("X-Queued-At", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));

    private static Task<HttpResponseMessage> PlaceAsync(string version, App app, string key, params (string Name, string Value)[] headers) => app.SendAsync(
        HttpMethod.Post,
        $"/api/{version}/orders",
        System.Net.Http.Json.JsonContent.Create(Contract.Of(version).Order("MUG-RED", 1)),
        [("Idempotency-Key", key), .. headers]);

    private Task<long> CountAsync() => host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders");

    private static async Task AssertRefusedAsync(HttpResponseMessage answer)
    {
        var problem = await answer.AssertProblemAsync(426, "client-upgrade-required");
        Assert.Equal(("3.2.0", "3.4.1", Store), (problem.Text("minimumVersion"), problem.Text("recommendedVersion"), problem.Text("storeUrl")));
        Assert.Equal(JsonValueKind.False, problem.GetProperty("retryable").ValueKind);
        Assert.Equal("mobile-app/3.2.0", answer.Header("Upgrade"));
        Assert.Contains("Upgrade", answer.Headers.Connection);
    }

    public sealed class Sqlite(SqliteHost host) : MinimumVersionTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : MinimumVersionTests(host), IClassFixture<SqlServerHost>;
}
