using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Data;
using Mobile.Features.Tests.Data;
using Mobile.Features.Versions.Adoption;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Tests.Versions;

public abstract class TrafficTests(TestHost host)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private Desk Viewer => Desk.OfViewer(host.Services);

    [EngineFact]
    public async Task Each_request_is_counted_once_as_what_the_app_asked_for()
    {
        await StartAfreshAsync();
        using var signedIn = await host.SignInAsync("alice");
        using var anyone = App.Anonymous(host.Address);
        var alice = signedIn.With("ios", "3.2");
        var get = new { id = "1", method = "GET", url = "/orders/none" };

        await alice.GetAsync("/api/v1/orders");
        await alice.GetAsync("/api/v1/orders?limit=5");
        await alice.GetAsync("/api/v2/orders");
        await alice.With("ios", "3.2.0+451").GetAsync("/API/V2/orders/none");
        await alice.With("android", "banana").GetAsync("/api/v2/profile");
        await alice.GetAsync("/api/v2/no/such/path");
        await alice.GetAsync("/api/v2/home");
        await alice.PostAsync("/api/v2/batch", new { requests = new[] { get, get with { id = "2" } } }, App.NewKey());
        await alice.PostAsync("/api/v2/batch", new { requests = Array.Empty<object>() }, App.NewKey());
        await alice.PostAsync("/api/v2/orders", new StringContent("{", System.Text.Encoding.UTF8, "application/json"), App.NewKey());
        await anyone.GetAsync("/api/v2/orders");
        await anyone.GetAsync("/api/config");
        await anyone.GetAsync("/health/live");

        Assert.Equal(
            [
                "v1 ios 3.2.0 GET /orders 2xx: 2",
                "v2 android unknown GET /profile 2xx: 1",
                "v2 ios 3.2.0 GET /home 2xx: 1",
                "v2 ios 3.2.0 GET /orders 2xx: 1",
                "v2 ios 3.2.0 GET /orders/{id} 4xx: 3",
                "v2 ios 3.2.0 POST /batch 4xx: 1",
                "v2 ios 3.2.0 POST /orders 4xx: 1",
                "v2 ios 3.2.0 unmatched 4xx: 1",
                "v2 other unknown GET /orders 4xx: 1",
            ],
            await CountedAsync("traffic_minutes", 12));
    }

    [EngineFact]
    public async Task Minutes_become_hours_and_hours_become_days_and_the_report_counts_each_request_once()
    {
        await StartAfreshAsync();
        var start = await AdvanceToNextDayAsync();
        var (rollup, garbage) = (host.Services.GetRequiredService<TrafficRollup>(), host.Services.GetRequiredService<Mobile.Features.Pipeline.Garbage.GarbageCollector>());
        for (var hour = 0; hour < 30; hour++)
        {
            using (var app = await host.SignInAsync("alice"))
            {
                await app.With("ios", "3.2").GetAsync("/api/v2/orders");
                await app.With("ios", hour < 24 ? "3.2" : "3.3").GetAsync("/api/v1/orders");
            }

            await host.CountedAsync(2 * (hour + 1));
            await Task.WhenAll(rollup.RollUpAsync(default), rollup.RollUpAsync(default));
            await garbage.CollectAsync(default);
            host.Clock.Advance(Hour);
        }

        var days = await SharesAsync(AdoptionReport.Grouping.AppVersion, start, daily: true);
        var hours = await SharesAsync(AdoptionReport.Grouping.ApiVersion, start, daily: false);

        Assert.Equal(["0 ios 3.2.0 48 1", "1 ios 3.2.0 6 0.5", "1 ios 3.3.0 6 0.5"], days.Select(point =>
            $"{(point.StartsAt - start).TotalDays} {point.Group} {point.Requests} {point.Share}"));
        Assert.Equal(60, hours.Count);
        Assert.Equal(48, await host.Store.ReadAsync<long>("SELECT CAST(SUM(requests) AS bigint) FROM traffic_day_apps"));
        Assert.All(hours, point => Assert.Equal((1, 0.5), (point.Requests, point.Share)));
        Assert.Equal(["v2 ios 3.2.0 GET /orders 2xx: 24"], (await CountedAsync("traffic_days", 60)).Where(line => line.StartsWith("v2", StringComparison.Ordinal)));
        Assert.True(await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM traffic_minutes") <= 2 * 8, "Minutes that were summed are collected.");

        var summed = await Viewer.AskAsync((ListRollups.Handler handler) => handler.ListAsync(default));
        Assert.Equal(start.AddDays(1), summed.Single(sum => sum.Resolution == "day").UpTo);
        Assert.InRange(summed.Single(sum => sum.Resolution == "hour").UpTo!.Value, start.AddHours(28), start.AddHours(29));

        var callers = await Viewer.AskAsync((AdoptionReport.Handler handler) => handler.CallersAsync("v1", start, default));
        Assert.Equal(["GET /orders ios 3.2.0 24", "GET /orders ios 3.3.0 6"], callers.Select(caller => $"{caller.Endpoint} {caller.Platform} {caller.AppVersion} {caller.Requests}"));
    }

    [EngineFact]
    public async Task The_hour_that_runs_is_summed_by_app_step_by_step()
    {
        await StartAfreshAsync();
        var start = await AdvanceToNextDayAsync();
        var rollup = host.Services.GetRequiredService<TrafficRollup>();
        for (var i = 0; i < 20; i++)
        {
            using var alice = await host.SignInAsync("alice");
            await alice.With("ios", i % 2 == 0 ? "3.2" : "3.3").GetAsync("/api/v2/orders/none");
            await host.CountedAsync(i + 1);
            host.Clock.Advance(TimeSpan.FromMinutes(8));
            await Task.WhenAll(rollup.RollUpAsync(default), rollup.RollUpAsync(default));

            Assert.Equal(i + 1, (await SharesAsync(AdoptionReport.Grouping.AppVersion, start, daily: false)).Sum(point => point.Requests));
        }

        var summed = await host.Store.ReadAsync<long>("SELECT CAST(SUM(requests) AS bigint) FROM traffic_hour_apps WHERE requests = refused AND failed = 0");
        Assert.InRange(summed, 18, 20);
    }

    [EngineFact]
    public async Task After_an_outage_no_write_sums_more_than_an_hour_of_minutes()
    {
        await StartAfreshAsync();
        var start = await AdvanceToNextDayAsync();
        await host.Services.GetRequiredService<TrafficRollup>().RollUpAsync(default);
        var first = start.ToUnixTimeMilliseconds();
        await host.Store.WriteAsync(
            """
            INSERT INTO traffic_minutes (flush_id, line, starts_at, api_version, platform, app_version, endpoint, status_class, requests)
            VALUES ('outage', @line, @at, 'v2', 'ios', '3.2.0', 'GET /orders', '2xx', 1)
            """,
            Enumerable.Range(0, 5 * 60).Select(line => new { line, at = first + line * TrafficTime.Minute }));
        var database = host.Store.Open();
        using var closing = database as IDisposable;
        var sums = new List<long>();

        host.Clock.Advance(6 * Hour);
        await new TrafficRollup(new WatchedDatabase(database, async () => sums.Add(await SummedAsync())), host.Clock).RollUpAsync(default);

        Assert.Equal(300, await SummedAsync());
        Assert.All(sums.Prepend(0).Zip(sums), sum => Assert.InRange(sum.Second - sum.First, 0, 60));

        Task<long> SummedAsync() => host.Store.ReadAsync<long>("SELECT CAST(COALESCE(SUM(requests), 0) AS bigint) FROM traffic_day_callers");
    }

    [EngineTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_could_not_be_written_is_written_later_and_once(bool failsAfterCommit)
    {
        await StartAfreshAsync();
        var database = host.Store.Open();
        using var closing = database as IDisposable;
        var (services, apps) = (host.Services, host.Services.GetRequiredService<SeenApps>());
        var (recorder, broken) = (new TrafficRecorder(apps), new BrokenDatabase(database, failsAfterCommit));
        using var flush = new TrafficFlush(
            recorder,
            new SignalRecorder(),
            new SeenDevices(host.Clock),
            services.GetRequiredService<ActiveDevices>(),
            services.GetRequiredService<TrafficMetrics>(),
            broken,
            host.Clock,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<TrafficFlush>.Instance);
        var (operation, app) = (new ApiOperation("v2", "GET /orders"), apps.Find(default, null));

        recorder.Count(operation, app, "2xx");
        await flush.FlushAsync(default);
        recorder.Count(operation, app, "2xx");
        await flush.FlushAsync(default);
        broken.IsBroken = false;
        recorder.Count(operation, app, "2xx");
        await flush.FlushAsync(default);

        Assert.Equal(["v2 other unknown GET /orders 2xx: 3"], await CountedAsync("traffic_minutes", 3));
    }

    [EngineFact]
    public async Task Counting_goes_on_while_it_is_taken()
    {
        var apps = host.Services.GetRequiredService<SeenApps>();
        var recorder = new TrafficRecorder(apps);
        var (operation, app) = (new ApiOperation("v2", "GET /orders"), apps.Find(default, null));
        long taken = 0;

        var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 250_000; i++)
            {
                recorder.Count(operation, app, "2xx");
            }
        })).ToArray();
        var all = Task.WhenAll(writers);
        while (!all.IsCompleted)
        {
            taken += recorder.Take().Sum(count => count.Requests);
            await Task.Yield();
        }

        await all;
        Assert.Equal(1_000_000, taken + recorder.Take().Sum(count => count.Requests));
    }

    private async Task<IReadOnlyList<AdoptionReport.Point>> SharesAsync(AdoptionReport.Grouping by, DateTimeOffset from, bool daily) =>
        await Viewer.AskAsync((AdoptionReport.Handler handler) => handler.SharesAsync(new(by, from, daily), default));

    private async Task<DateTimeOffset> AdvanceToNextDayAsync()
    {
        var now = host.Clock.GetUtcNow();
        host.Clock.Advance(now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime);
        await host.FlushTrafficAsync();
        return new(host.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
    }

    private async Task StartAfreshAsync()
    {
        await host.FlushTrafficAsync();
        foreach (var table in new[] { "traffic_minutes", "traffic_hours", "traffic_days", "traffic_hour_apps", "traffic_day_apps", "traffic_day_callers" })
        {
            await host.Store.WriteAsync($"DELETE FROM {table}");
        }
    }

    private async Task<IReadOnlyList<string>> CountedAsync(string table, long requests)
    {
        await host.CountedAsync(requests);
        var rows = await host.Store.QueryAsync<Counted>($"""
            SELECT api_version AS Version, platform AS Platform, app_version AS App, endpoint AS Endpoint, status_class AS StatusClass,
                CAST(SUM(requests) AS bigint) AS Requests
            FROM {table}
            GROUP BY api_version, platform, app_version, endpoint, status_class
            """);
        return [.. rows.Select(row => $"{row.Version} {row.Platform} {row.App} {row.Endpoint} {row.StatusClass}: {row.Requests}").Order(StringComparer.Ordinal)];
    }

    private sealed record Counted
    {
        public string Version { get; init; } = "";

        public string Platform { get; init; } = "";

        public string App { get; init; } = "";

        public string Endpoint { get; init; } = "";

        public string StatusClass { get; init; } = "";

        public long Requests { get; init; }
    }

    /// <summary>Fails before it has done anything; or when all is done, as a connection does that breaks after the commit.</summary>
    /// <summary>Tells of each write that is done.</summary>
    private sealed class WatchedDatabase(Database database, Func<Task> written) : Database
    {
        public override string Engine => database.Engine;

        public override string Location => database.Location;

        public override ISqlDialect Dialect => database.Dialect;

        public override Task<T> ReadAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken stop) => database.ReadAsync(work, stop);

        public override async Task<T> WriteAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken stop)
        {
            var result = await database.WriteAsync(work, stop);
            await written();
            return result;
        }
    }

    public sealed class Sqlite(SqliteApiHost host) : TrafficTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : TrafficTests(host), IClassFixture<SqlServerApiHost>;
}
