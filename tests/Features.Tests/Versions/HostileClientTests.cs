using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Tests.Versions;

/// <summary>A client that never sends the same version of its app twice.</summary>
public sealed class HostileClientTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private const int Strings = 100_000;
    private const int Connections = 8;

    [Fact]
    public async Task A_hundred_thousand_version_strings_are_counted_under_a_few_names_and_the_others_are_counted_right()
    {
        var series = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var meter = Listen(series, host.Services);
        using var mallory = await host.SignInAsync("bob");
        using var alice = await host.SignInAsync("alice");
        var hostile = Enumerable.Range(0, Connections).Select(connection => FloodAsync(mallory.At(host.Address), connection)).ToList();
        for (var i = 0; i < 500; i++)
        {
            await alice.With("ios", "3.2.0").GetAsync("/api/v2/profile");
            await alice.With("android", "3.10.1").GetAsync("/api/v1/profile");
        }

        await Task.WhenAll(hostile);
        await host.CountedAsync(Strings + 1000);

        var rows = await host.Store.QueryAsync<string>("SELECT DISTINCT app_version FROM traffic_minutes");
        Assert.InRange(rows.Count, 3, 7);
        Assert.Equal(500, await RequestsAsync("v2", "ios", "3.2.0", "GET /profile"));
        Assert.Equal(500, await RequestsAsync("v1", "android", "3.10.1", "GET /profile"));
        Assert.InRange(series.Count, 3, 50);
        Assert.Equal(Strings + 1000, series.Values.Sum());
        Assert.InRange(await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM active_devices"), 2, 4);
    }

    [Fact]
    public void A_metric_has_a_bounded_number_of_series()
    {
        var series = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var meter = Listen(series, provider);
        var metrics = new TrafficMetrics(provider.GetRequiredService<IMeterFactory>());
        var operation = new ApiOperation("v2", "GET /orders");

        for (var day = 0; day < 10; day++)
        {
            metrics.Add(Enumerable.Range(0, SeenApps.MaxVersions).Select(i =>
                new TrafficCount(operation, new SeenApp("ios", $"{day}.{i}.0", null), "2xx", 1)));
        }

        Assert.Equal(TrafficMetrics.MaxSeries + 1, series.Count);
        Assert.Equal(10 * SeenApps.MaxVersions, series.Values.Sum());
    }

    private static async Task FloodAsync(App mallory, int connection)
    {
        for (var i = connection; i < Strings; i += Connections)
        {
            using var answer = await mallory.With("ios", $"7.{i}").GetAsync("/api/v2/nothing");
        }
    }

    private static MeterListener Listen(ConcurrentDictionary<string, long> series, IServiceProvider services)
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == "mobile.api.requests" && instrument.Meter.Scope == meters)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            series.AddOrUpdate(string.Join(' ', tags.ToArray().Select(tag => tag.Value)), value, (_, sum) => sum + value));
        listener.Start();
        return listener;
    }

    private Task<long> RequestsAsync(string version, string platform, string app, string endpoint) => host.Store.ReadAsync<long>(
        "SELECT SUM(requests) FROM traffic_minutes WHERE api_version = @version AND platform = @platform AND app_version = @app AND endpoint = @endpoint",
        new { version, platform, app, endpoint });
}
