using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Versions.Adoption;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Tests.Versions;

public abstract class ActiveRollupTests(TestHost host) : AdoptionScene(host)
{
    private static readonly string[] Apps = ["2.9.0", "3.0.0-beta.1", "3.0.0", "3.1.0", "3.10.0", "unknown"];

    [EngineFact]
    public async Task Answers_are_those_of_the_last_count_and_say_when_that_was()
    {
        await CallAsync("alice", "phone", "ios", "3.1.0", "v1", "v2");
        await CountAsync();
        var countedAt = (await ActiveAsync()).CountedAt;
        Host.Clock.Advance(TimeSpan.FromMinutes(30));
        await CallAsync("bob", "phone", "ios", "3.0.0", "v2");

        var (active, impact) = (await ActiveAsync(), await PreviewAsync("4.0"));
        Assert.Equal((countedAt, 1, 1), (active.CountedAt, active.Devices, active.Users));
        Assert.Equal(["v1 3.1.0 1", "v2 3.1.0 1"], active.Versions.Select(row => $"{row.ApiVersion} {row.AppVersion} {row.Devices}"));
        Assert.Equal(new PreviewMinimum.Impact(1, 1, 1, 0, 0, countedAt), impact);
        Assert.InRange(Host.Clock.GetUtcNow() - countedAt, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(31));

        await CountAsync();
        Assert.Equal((2, 2), ((await ActiveAsync()).Devices, (await PreviewAsync("4.0")).Users));
        Assert.True((await ActiveAsync()).CountedAt > countedAt);
    }

    [EngineFact]
    public async Task An_old_count_stands_with_its_time_until_somebody_counts_again()
    {
        await CountAsync();
        var countedAt = (await ActiveAsync()).CountedAt;
        await CallAsync("alice", "phone", "ios", "3.1.0", "v2");

        Host.Clock.Advance(3 * Day);

        Assert.Equal((countedAt, 0), ((await ActiveAsync()).CountedAt, (await ActiveAsync()).Devices));
        Assert.Equal(new PreviewMinimum.Impact(0, 0, 0, 0, 0, countedAt), await PreviewAsync("4.0"));
    }

    [EngineFact]
    public async Task What_nobody_has_ever_counted_is_counted_now()
    {
        await Host.Store.WriteAsync("UPDATE active_rollups SET counted_at = 0");
        await CallAsync("alice", "phone", "ios", "3.1.0", "v2");

        Assert.Equal((1, 1), ((await ActiveAsync()).Devices, (await PreviewAsync("4.0")).Devices));
        Assert.InRange((await ActiveAsync()).CountedAt, Host.Clock.GetUtcNow() - TimeSpan.FromMinutes(1), Host.Clock.GetUtcNow());
    }

    [EngineFact]
    public async Task Below_any_minimum_there_are_as_many_as_the_devices_themselves_say()
    {
        await AddCrowdAsync(Dice.For(20, 26));
        await CountAsync();

        foreach (var minimum in Apps.Select(AppVersion.ParseOrNull).OfType<AppVersion>())
        {
            var impact = await PreviewAsync(minimum.ToString());
            var (devices, users, queued) = await LookThroughAsync(minimum);
            Assert.Equal((devices, users, queued), (impact.Devices, impact.Users, impact.DevicesWithQueuedWrites));
            Assert.True(minimum == AppVersion.ParseOrNull("2.9.0") || (devices > users && users > 0 && queued > 0));
        }
    }

    [EngineFact]
    public async Task Counting_takes_no_more_than_a_sixtieth_of_the_time_and_nobody_counts_twice()
    {
        await CallAsync("alice", "phone", "ios", "3.1.0", "v2");
        var database = Host.Store.Open();
        using var closing = database as IDisposable;
        var (slow, other) = (new ActiveRollup(database, new SlowClock(Host.Clock)), new ActiveRollup(database, new SlowClock(Host.Clock)));

        await Task.WhenAll(slow.CountAsync(default), other.CountAsync(default));
        var countedAt = (await ActiveAsync()).CountedAt;
        Host.Clock.Advance(TimeSpan.FromSeconds(55));
        await slow.CountAsync(default);
        Assert.Equal(countedAt, (await ActiveAsync()).CountedAt);

        Host.Clock.Advance(TimeSpan.FromSeconds(6));
        await slow.CountAsync(default);
        Assert.NotEqual(countedAt, (await ActiveAsync()).CountedAt);
    }

    private async Task CountAsync()
    {
        // As long after the last count as it takes to be due again.
        await Host.Store.WriteAsync("UPDATE active_rollups SET due_at = 0");
        await Host.Services.GetRequiredService<ActiveRollup>().CountAsync(default);
    }

    /// <summary>Up to three devices of each user, some of which use both versions of the API, and some of which were updated.</summary>
    private async Task AddCrowdAsync(Random random)
    {
        var now = Host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        for (var user = 0; user < 60; user++)
        {
            for (var device = 0; device <= user % 3; device++)
            {
                var (platform, queuedAt) = (random.Next(4) == 0 ? "android" : "ios", random.Next(3) == 0 ? now : random.Next(3) == 0 ? now - TrafficTime.Day : (long?)null);
                foreach (var api in random.Next(3) == 0 ? new[] { "v1", "v2" } : ["v2"])
                {
                    var app = Apps[random.Next(Apps.Length)];
                    await Host.Store.WriteAsync(
                        """
                        INSERT INTO active_devices (user_id, device_id, api_version, platform, app_version, app_version_order, first_seen_at, last_seen_at, queued_at)
                        VALUES (@user, @device, @api, @platform, @app, @order, @seenAt, @seenAt, @queuedAt)
                        """,
                        new
                        {
                            user = $"u{user}",
                            device = $"d{device}",
                            api,
                            platform,
                            app,
                            order = AppVersion.ParseOrNull(app)?.SortKey,
                            seenAt = now - random.NextInt64(35) * TrafficTime.Day,
                            queuedAt,
                        });
                }
            }
        }
    }

    /// <summary>Row by row, as nobody would with a million.</summary>
    private async Task<(long Devices, long Users, long Queued)> LookThroughAsync(AppVersion minimum)
    {
        var now = Host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var rows = await Host.Store.QueryAsync<Row>("""
            SELECT user_id AS UserId, device_id AS DeviceId, platform AS Platform, app_version AS App, last_seen_at AS SeenAt, COALESCE(queued_at, 0) AS QueuedAt
            FROM active_devices
            """);
        var refused = rows.GroupBy(row => (row.UserId, row.DeviceId))
            .Select(device => device.Where(row => row.Platform == "ios" && row.SeenAt >= now - 28 * TrafficTime.Day && !device.Any(later =>
                later.SeenAt > row.SeenAt && later.App != row.App && later.App != "unknown")).ToList())
            .Where(device => device.Exists(row => AppVersion.ParseOrNull(row.App) < minimum)).ToList();
        return (
            refused.Count,
            refused.Select(device => device[0].UserId).Distinct(StringComparer.Ordinal).Count(),
            refused.Count(device => device.Exists(row => row.QueuedAt >= TrafficTime.DayOf(now))));
    }

    private sealed record Row
    {
        public string UserId { get; init; } = "";

        public string DeviceId { get; init; } = "";

        public string Platform { get; init; } = "";

        public string App { get; init; } = "";

        public long SeenAt { get; init; }

        public long QueuedAt { get; init; }
    }

    /// <summary>Finds that whatever it measures has taken a second.</summary>
    private sealed class SlowClock(TimeProvider clock) : TimeProvider
    {
        private long timestamp;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => timestamp += TimestampFrequency;
    }

    public sealed class Sqlite(SqliteApiHost host) : ActiveRollupTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : ActiveRollupTests(host), IClassFixture<SqlServerApiHost>;
}
