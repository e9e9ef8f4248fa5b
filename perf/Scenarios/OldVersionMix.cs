using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Mobile.Perf.Load;
using Mobile.Perf.Phones;

namespace Mobile.Perf.Scenarios;

/// <summary>Apps of several versions side by side, some on the version that is ending, one below the minimum of its platform.</summary>
internal sealed class OldVersionMix(Workload workload) : IScenario
{
    private const int Users = 20;
    private const string Minimum = "2.0.0";

    private static readonly OldApp[] Mix =
    [
        new("ios", "3.4.1", "v2", 50),
        new("android", "3.4.0", "v2", 25),
        new("ios", "2.9.0", "v1", 15),
        new("android", "1.9.0", "v1", 10),
    ];

    private readonly PlainHttp api = new(workload.Target.Address);
    private readonly Dictionary<OldApp, Expected> expected = [];
    private readonly ConcurrentQueue<string> wrong = new();
    private IReadOnlyList<Account> accounts = [];

    public static ScenarioPlan Plan { get; } = new(
        "old-version-mix",
        "Old and new apps side by side each get what staff have decided for them: an answer, a notice that their version ends, or the way to the store.",
        Rate: 60,
        work => new OldVersionMix(work))
    {
        SmokeRate = 15,
        Thresholds = [Threshold.ErrorRate(0.1), .. Mix.Select(app => Threshold.P99(app.Name, 300))],
        PrepareAsync = PrepareAsync,
    };

    public async Task InitAsync(CancellationToken stop)
    {
        accounts = await workload.SignInAsync("old-version-mix", Math.Min(workload.IsSmoke ? 3 : Users, workload.Target.Users), stop);
        var skus = await api.SkusAsync(accounts[0], stop);
        foreach (var account in accounts)
        {
            await api.PlaceOrdersAsync(account, skus, 5, stop);
        }

        foreach (var app in Mix)
        {
            expected[app] = await ExpectAsync(app, stop);
        }
    }

    public async Task RunAsync(Arrival arrival, CancellationToken stop)
    {
        var app = Pick(arrival.Random.Next(100));
        var account = accounts[(int)(arrival.Number % accounts.Count)];
        var reply = await arrival.StepAsync(app.Name, async _ =>
            (await api.GetAsync($"/api/{app.ApiVersion}/orders?limit=20", account, stop, ("X-App-Platform", app.Platform), ("X-App-Version", app.Version)))
                .Expect(expected[app].Status));
        var want = expected[app];
        if (reply.Header("Deprecation") != want.Deprecation || reply.Header("Sunset") != want.Sunset)
        {
            var (deprecation, sunset) = (reply.Header("Deprecation"), reply.Header("Sunset"));
            wrong.Enqueue($"{app.Name} was told Deprecation {deprecation} and Sunset {sunset} instead of {want.Deprecation} and {want.Sunset}.");
        }

        if (reply.Status == 426 && reply.Json.Text("minimumVersion") != want.Minimum)
        {
            wrong.Enqueue($"{app.Name} was told another minimum version than {want.Minimum}.");
        }
    }

    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken stop)
    {
        var broken = wrong.Distinct(StringComparer.Ordinal).ToList();
        foreach (var app in Mix)
        {
            if (await ExpectAsync(app, stop) != expected[app])
            {
                broken.Add($"What was decided for {app.Name} changed during the run.");
            }
        }

        // On a server of its own the scenario knows what was decided without asking it.
        var decided = Mix.Select(app => (app.IsTooOld ? 426 : 200, app.ApiVersion == "v1"));
        if (workload.Target.IsOwn && !decided.SequenceEqual(Mix.Select(app => (expected[app].Status, expected[app].Deprecation is not null))))
        {
            broken.Add("The server does not say what was decided: that v1 is deprecated, and that the app below the minimum must be updated.");
        }

        return broken;
    }

    public ValueTask DisposeAsync()
    {
        api.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>v1 is deprecated, and an old app on Android must be updated.</summary>
    private static async Task PrepareAsync(SqliteStore store)
    {
        var now = TimeProvider.System.GetUtcNow();
        await store.WriteAsync("DELETE FROM api_versions WHERE version = 'v1'");
        await store.WriteAsync(
            "INSERT INTO api_versions (version, status, deprecated_at, sunset_at) VALUES ('v1', 'deprecated', @deprecated, @sunset)",
            new { deprecated = now.AddDays(-1).ToUnixTimeMilliseconds(), sunset = now.AddDays(180).ToUnixTimeMilliseconds() });
        await store.WriteAsync("DELETE FROM app_releases WHERE platform = 'android'");
        await store.WriteAsync(
            """
            INSERT INTO app_releases (platform, minimum_version, minimum_since_at, recommended_version, store_url)
            VALUES ('android', @Minimum, @now, '3.4.0', 'https://apps.example.com/mobile')
            """,
            new { Minimum, now = now.ToUnixTimeMilliseconds() });
    }

    private static OldApp Pick(int percent)
    {
        var i = 0;
        for (var sum = Mix[0].Percent; sum <= percent; sum += Mix[i].Percent)
        {
            i++;
        }

        return Mix[i];
    }

    /// <summary>By what the server tells an app that starts.</summary>
    private async Task<Expected> ExpectAsync(OldApp app, CancellationToken stop)
    {
        var config = (await api.GetAsync($"/api/config?platform={app.Platform}&appVersion={app.Version}", null, stop)).Expect(200).Json;
        var version = config.GetProperty("apiVersions").EnumerateArray().Single(version => version.Text("version") == app.ApiVersion);
        var isEnding = version.Text("status") is "deprecated" or "retired";
        return new(
            version.Text("status") == "retired" ? 410 : config.Text("update") == "required" ? 426 : 200,
            isEnding && Time(version, "deprecatedAt") is { } deprecated ? $"@{deprecated.ToUnixTimeSeconds()}" : null,
            isEnding && Time(version, "sunsetAt") is { } sunset ? sunset.UtcDateTime.ToString("R", CultureInfo.InvariantCulture) : null,
            TextOrNull(config, "minimumVersion"));
    }

    private static DateTimeOffset? Time(JsonElement of, string member) =>
        TextOrNull(of, member) is { } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) : null;

    private static string? TextOrNull(JsonElement of, string member) => of.TryGetProperty(member, out var value) ? value.GetString() : null;

    private sealed record OldApp(string Platform, string Version, string ApiVersion, int Percent)
    {
        public string Name => $"{Platform} {Version} on {ApiVersion}";

        public bool IsTooOld => Platform == "android" && System.Version.Parse(Version) < System.Version.Parse(Minimum);
    }

    private sealed record Expected(int Status, string? Deprecation, string? Sunset, string? Minimum);
}
