using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Devices;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Tests.Devices;

/// <summary>Counts all devices and moves the clock, so each test has a host of its own.</summary>
public abstract class DeviceCountsTests(TestHost host) : IAsyncLifetime
{
    public sealed class Sqlite() : DeviceCountsTests(new SqliteApiHost());

    public sealed class SqlServer() : DeviceCountsTests(new SqlServerApiHost());

    private DateTimeOffset Today => new(host.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [EngineFact]
    public async Task Devices_are_counted_by_platform_by_app_and_by_day()
    {
        var first = await AddAsync("3.2.1");
        host.Clock.Advance(TimeSpan.FromDays(1));
        await AddAsync("3.2.1");
        await AddAsync("3.2.1", "fcmV1");
        await AddAsync("2.0.0");
        await host.Store.WriteAsync("UPDATE devices SET hub_refused_at = 1 WHERE platform = 'apns'");
        await Desk.OfPush(host.Services).GetAsync((EndRegistration.Handler handler) => handler.EndAsync(first, default));

        var counts = (await CountsAsync()).Counts;

        Assert.Equal((3, 2), (counts.Registered, counts.Refused));
        Assert.Equal([new("apns", 2), new("fcmV1", 1)], counts.Platforms);
        Assert.Equal([new("apns", "2.0.0", 1), new("apns", "3.2.1", 1), new("fcmV1", "3.2.1", 1)], counts.Apps);
        Assert.Equal((DeviceCounts.Days, 0L), (counts.ByDay.Count, counts.OtherApps));
        Assert.Equal([new(Today.AddDays(-1), 1, 0), new(Today, 3, 1)], counts.ByDay.TakeLast(2));
        Assert.All(counts.ByDay.SkipLast(2), day => Assert.Equal((0, 0), (day.Registered, day.Ended)));
    }

    [EngineFact]
    public async Task The_rest_of_many_apps_is_one_number()
    {
        for (var i = 0; i < DeviceCounts.MaxApps + 3; i++)
        {
            await AddAsync($"1.{i}.0");
        }

        await AddAsync("1.14.0");
        var counts = (await CountsAsync()).Counts;

        Assert.Equal((DeviceCounts.MaxApps, 3L, new DeviceCounts.OfApp("apns", "1.14.0", 2)), (counts.Apps.Count, counts.OtherApps, counts.Apps[0]));
    }

    [EngineFact]
    public async Task What_was_counted_stands_until_it_is_counted_again_a_minute_later()
    {
        await AddAsync("1.0.0");
        Assert.Equal(1, (await CountsAsync()).Counts.Registered);
        Assert.True(await CountWhenDueAsync());
        var countedAt = (await CountsAsync()).CountedAt;

        await AddAsync("1.0.0");
        Assert.False(await CountWhenDueAsync());
        var answer = await CountsAsync();
        Assert.Equal((1, countedAt), (answer.Counts.Registered, answer.CountedAt));
        Assert.True(countedAt < host.Clock.GetUtcNow());

        host.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal([true, false, false], (await Task.WhenAll(CountWhenDueAsync(), CountWhenDueAsync(), CountWhenDueAsync())).OrderDescending());
        Assert.Equal((2, Today), ((await CountsAsync()).Counts.Registered, (await CountsAsync()).Counts.ByDay[^1].Day));
    }

    [EngineFact]
    public async Task A_node_that_died_over_it_is_followed_by_another()
    {
        await AddAsync("1.0.0");
        await host.Store.WriteAsync(
            "UPDATE device_counts SET due_at = @due", new { due = host.Clock.GetUtcNow().AddMinutes(10).ToUnixTimeMilliseconds() });

        Assert.False(await CountWhenDueAsync());
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True(await CountWhenDueAsync());
    }

    [EngineFact]
    public async Task A_count_that_a_clock_ahead_has_put_off_is_made()
    {
        await AddAsync("1.0.0");
        host.Clock.Step(TimeSpan.FromDays(40));
        Assert.True(await CountWhenDueAsync());
        host.Clock.Step(-TimeSpan.FromDays(40));

        Assert.True(await CountWhenDueAsync());
        Assert.False(await CountWhenDueAsync());
    }

    [EngineFact]
    public async Task Only_staff_see_it() =>
        await Assert.ThrowsAsync<ProblemException>(() => new Desk(host.Services, "alice").AskAsync((DeviceCounts.Handler handler) => handler.GetAsync(default)));

    private async Task<string> AddAsync(string appVersion, string platform = "apns")
    {
        using var app = await host.SignInAsync("alice");
        var (id, body) = (DeviceExtensions.NewInstallation(), DeviceExtensions.Registration(platform: platform));
        body["appVersion"] = appVersion;
        Assert.True((await app.RegisterAsync(id, body)).IsSuccessStatusCode);
        return id;
    }

    private Task<bool> CountWhenDueAsync() => host.Services.GetRequiredService<DeviceCounting>().CountWhenDueAsync(default);

    private Task<DeviceCounts.Answer> CountsAsync() => Desk.OfViewer(host.Services).AskAsync((DeviceCounts.Handler handler) => handler.GetAsync(default));
}
