using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Versions.RemoteConfig;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Tests.Versions;

/// <summary>Measures the memory of the process, and so runs while no other test does.</summary>
[Collection(nameof(Alone))]
public sealed class HostileMemoryTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private const int Strings = 100_000;

    [Fact]
    public async Task Many_accounts_fill_the_table_and_not_the_memory_and_what_staff_have_named_still_enters()
    {
        var services = host.Services;
        var apps = new SeenApps(services.GetRequiredService<Mobile.Features.Versions.Policy.VersionPolicy>(), host.Clock);
        var recorder = new TrafficRecorder(apps);
        var operation = new ApiOperation("v2", "GET /orders");
        await Desk.OfRelease(services).GetAsync((SetAppRelease.Handler handler) =>
            handler.SetAsync(new("ios", null, "9.9.9", "https://apps.example.com/mobile"), default));

        recorder.Count(operation, apps.Find(App("3.2.0"), "alice"), "2xx");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Strings; i++)
        {
            recorder.Count(operation, apps.Find(App($"7.{i}"), $"user-{i}"), "2xx");
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        recorder.Count(operation, apps.Find(App("3.2.0"), "alice"), "2xx");
        recorder.Count(operation, apps.Find(App("9.9.9"), "carol"), "2xx");

        var counts = recorder.Take();
        Assert.InRange(counts.Count, SeenApps.MaxVersions, SeenApps.MaxVersions + 3);
        Assert.Equal(Strings + 3, counts.Sum(count => count.Requests));
        Assert.Equal(2, counts.Single(count => count.App.Version == "3.2.0").Requests);
        Assert.Equal(1, counts.Single(count => count.App.Version == "9.9.9").Requests);
        Assert.True(grown < 1_000_000, $"The memory has grown by {grown} bytes.");

        // A day later nobody remembers them, and a new version of the app finds its place.
        host.Clock.Advance(TimeSpan.FromHours(25));
        recorder.Take();
        host.Clock.Advance(TimeSpan.FromHours(25));
        recorder.Take();
        recorder.Take();
        Assert.Equal("3.3.0", apps.Find(App("3.3.0"), "dave").Version);
        recorder.Count(operation, apps.Find(App("3.3.0"), "dave"), "2xx");
        Assert.Equal("3.3.0", Assert.Single(recorder.Take()).App.Version);
    }

    private static AppHeaders App(string version) => AppHeaders.Read("ios", version);
}

[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
