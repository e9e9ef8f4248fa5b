using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Tests.Devices;

/// <summary>Moves the clock, so each test has a host of its own.</summary>
public abstract class OldDevicesTests(TestHost host) : IAsyncLifetime
{
    private readonly string id = DeviceExtensions.NewInstallation();
    private readonly string other = DeviceExtensions.NewInstallation();

    public sealed class Sqlite() : OldDevicesTests(new SqliteApiHost());

    public sealed class SqlServer() : OldDevicesTests(new SqlServerApiHost());

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [EngineFact]
    public async Task A_device_that_was_not_seen_for_90_days_is_unregistered_and_forgotten_after_90_more()
    {
        using var alice = await host.SignInAsync("alice");
        await alice.RegisterAsync(id, DeviceExtensions.Registration());
        host.Clock.Advance(TimeSpan.FromDays(1));
        await alice.RefreshAsync();
        await alice.RegisterAsync(other, DeviceExtensions.Registration());

        host.Clock.Advance(TimeSpan.FromDays(89.5));
        Assert.Equal((1, 0), await CollectAsync());
        await alice.RefreshAsync();
        Assert.Equal([other], await alice.DeviceIdsAsync());
        Assert.Equal("stale", await host.Store.ReadAsync<string>("SELECT unregistered_reason FROM devices WHERE id = @id", new { id }));
        await alice.RegisterAsync(other, DeviceExtensions.Registration());

        host.Clock.Advance(TimeSpan.FromDays(89));
        Assert.Equal((0, 0), await CollectAsync());
        host.Clock.Advance(TimeSpan.FromDays(1.5));
        Assert.Equal((1, 1), await CollectAsync());
        Assert.Equal([other], await host.Store.QueryAsync<string>("SELECT id FROM devices"));
    }

    [EngineFact]
    public async Task Launching_the_app_keeps_a_device()
    {
        using var alice = await host.SignInAsync("alice");
        var registration = DeviceExtensions.Registration();
        for (var month = 0; month < 6; month++)
        {
            await alice.RegisterAsync(id, registration);
            host.Clock.Advance(TimeSpan.FromDays(31));
            Assert.Equal((0, 0), await CollectAsync());
            await alice.RefreshAsync();
        }

        Assert.Equal([id], await alice.DeviceIdsAsync());
    }

    [EngineFact]
    public async Task More_than_a_batch_ages_out()
    {
        var rows = (GarbageCollector.Batch * 2) + 7;
        using var alice = await host.SignInAsync("alice");
        await alice.RegisterAsync(id, DeviceExtensions.Registration());
        var database = host.Store.Open();
        using var closing = database as IDisposable;
        await database.WriteAsync(
            async unit =>
            {
                for (var i = 0; i < rows; i++)
                {
                    await unit.ExecuteAsync(Copy, new { id, copy = $"copy-{i}" }, CancellationToken.None);
                }

                return rows;
            },
            CancellationToken.None);

        host.Clock.Advance(TimeSpan.FromDays(91));

        Assert.Equal((rows + 1, 0), await CollectAsync());
        host.Clock.Advance(TimeSpan.FromDays(91));
        Assert.Equal((0, rows + 1), await CollectAsync());
    }

    private const string Copy = """
        INSERT INTO devices (
            id, user_id, session_id, platform, push_handle, push_handle_hash, app_version, app_version_order, locale, time_zone,
            allows_orders, allows_promotions, registered_at, last_seen_at, revision, hub_generation)
        SELECT @copy, user_id, session_id, platform, @copy, @copy, app_version, app_version_order, locale, time_zone,
               allows_orders, allows_promotions, registered_at, last_seen_at, revision, hub_generation
        FROM devices WHERE id = @id
        """;

    private async Task<(int Stale, int Unregistered)> CollectAsync()
    {
        var collected = await host.Services.GetRequiredService<GarbageCollector>().CollectAsync(CancellationToken.None);
        return (collected["stale devices"], collected["unregistered devices"]);
    }
}
