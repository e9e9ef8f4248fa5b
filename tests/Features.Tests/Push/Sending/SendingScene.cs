using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Data;
using Mobile.Features.Devices;
using Mobile.Features.Push;
using Mobile.Features.Push.Sending;
using Mobile.Features.Sync;

namespace Mobile.Features.Tests.Push.Sending;

/// <summary>The sending of pushes over a real database, with a gateway that answers as a test says.</summary>
public abstract class SendingScene(TestHost host) : IAsyncLifetime
{
    private readonly Lazy<ServiceProvider> services = new(() => Build(host));
    private int devices;

    protected ScriptedGateway Gateway => (ScriptedGateway)services.Value.GetRequiredService<IPushGateway>();

    protected TestClock Clock => host.Clock;

    protected TestStore Store => host.Store;

    /// <summary>The tests of a class move one clock by weeks, which nobody has watched.</summary>
    public async Task InitializeAsync()
    {
        await Store.WriteAsync("UPDATE store_info SET value = @now WHERE name = 'clock_seen_at'", new { now = Clock.UnixMilliseconds().ToString(CultureInfo.InvariantCulture) });
        await services.Value.GetRequiredService<ClockMonitor>().CheckAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (services.IsValueCreated)
        {
            await services.Value.DisposeAsync();
        }
    }

    /// <summary>Within a scope of its own.</summary>
    protected async Task<T> AskAsync<TService, T>(Func<TService, Task<T>> ask)
        where TService : notnull
    {
        await using var scope = services.Value.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<TService>());
    }

    protected async Task<string> AddDeviceAsync(
        string platform = "apns", string? user = null, bool promotions = true, string zone = LocalTime.Utc, (int From, int To)? quiet = null)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"device-{Ids.New(Clock)}-{devices++}");
        await Store.WriteAsync(
            """
            INSERT INTO devices (id, user_id, session_id, platform, push_handle, push_handle_hash, app_version, app_version_order, locale, time_zone,
                allows_orders, allows_promotions, quiet_from, quiet_to, registered_at, last_seen_at, revision, hub_generation)
            VALUES (@id, @user, 's', @platform, @id, @hash, '1.0', '1', 'en', @zone, 1, @promotions, @from, @to, 0, 0, 1, 1)
            """,
            new { id, hash = PushHandle.Hash(id), user = user ?? Ids.New(Clock), platform, zone, promotions = promotions ? 1 : 0, from = quiet?.From, to = quiet?.To });
        return id;
    }

    /// <summary>A campaign's push, queued for each of the devices.</summary>
    protected async Task<StoredPush> QueueAsync(IReadOnlyList<string> deviceIds, bool retriesUnknown = false, long? expiresAt = null, string? collapseId = null, bool quietHours = true)
    {
        var push = new StoredPush(
            Ids.New(Clock),
            DeliveryLanes.Campaign,
            new(PushCategory.Promotions, "Sale", "Everything must go", null, collapseId, TimeSpan.FromHours(1)),
            expiresAt,
            retriesUnknown,
            HonoursQuietHours: quietHours);
        await using var scope = services.Value.CreateAsyncScope();
        var (db, pushes, counts, changes) = (Get<DbSession>(), Get<Pushes>(), Get<PushCounts>(), Get<DeliveryChanges>());
        await db.WriteAsync(
            async () =>
            {
                await pushes.AddAsync(push);
                await counts.StartAsync(push.Id);
                var now = Clock.UnixMilliseconds();
                var added = await changes.AddAsync(
                    "SELECT id AS device_id, user_id, platform, 'queued' AS state, NULL AS reason, @now AS due_at FROM devices WHERE id IN @deviceIds",
                    new { pushId = push.Id, lane = push.Lane, now, deviceIds });
                await counts.AddAsync(push.Id, new(DeliveryStates.Queued), added);
                return added;
            },
            default);
        return push;

        T Get<T>()
            where T : notnull => scope.ServiceProvider.GetRequiredService<T>();
    }

    protected async Task<Claim> ClaimAsync(StoredPush push, int limit = 1000, int? weeklyCap = null, PushPlatform platform = PushPlatform.Apns)
    {
        await using var scope = services.Value.CreateAsyncScope();
        var claims = scope.ServiceProvider.GetRequiredService<DeliveryClaims>();
        return await scope.ServiceProvider.GetRequiredService<DbSession>().WriteAsync(() => claims.ClaimAsync(push, platform, limit, weeklyCap, default), default);
    }

    protected Task<SendResult> SendAsync(SendBatch batch) => services.Value.GetRequiredService<BatchSender>().SendAsync(batch);

    /// <summary>Claims and sends until nothing is due.</summary>
    protected async Task SendDueAsync(StoredPush push, int limit = 1000, int? weeklyCap = null)
    {
        foreach (var platform in Enum.GetValues<PushPlatform>())
        {
            while (await ClaimAsync(push, limit, weeklyCap, platform) is { Examined: > 0 } claim)
            {
                if (claim.Batch is { } batch)
                {
                    await SendAsync(batch);
                }
            }
        }
    }

    protected Task<int> ExpireAsync() => AskAsync((ExpiredBatches expired) => expired.SettleAsync(default));

    protected Task<string?> StateAsync(string device) => Store.ReadAsync<string>(
        "SELECT CASE WHEN reason IS NULL THEN state ELSE state + ' ' + reason END FROM deliveries WHERE device_id = @device"
            .Replace("+", Store.Engine == "sqlite" ? "||" : "+", StringComparison.Ordinal),
        new { device });

    /// <summary>What is counted, after checking it against the deliveries themselves.</summary>
    protected async Task<string> CountsAsync(StoredPush push)
    {
        var counted = await AskAsync((PushCounts counts) => counts.ReadAsync(push.Id, default));
        var there = await Store.QueryAsync<DeliveryCount>(
            """
            SELECT state AS State, COALESCE(reason, '') AS Reason, CAST(COUNT(*) AS bigint) AS Devices
            FROM deliveries WHERE push_id = @Id GROUP BY state, COALESCE(reason, '') ORDER BY state, COALESCE(reason, '')
            """,
            new { push.Id });
        Assert.Equal(there, counted);
        return string.Join(", ", counted.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.State} {count.Reason} {count.Devices}").Replace("  ", " ", StringComparison.Ordinal)));
    }

    private static ServiceProvider Build(TestHost host)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddMetrics();
        collection.AddSingleton<TimeProvider>(host.Clock);
        collection.AddSingleton<Database>(_ => host.Store.Open());
        collection.AddSingleton<ClockMonitor>();
        collection.AddScoped<DbSession>();
        collection.AddScoped<Feed>();
        collection.AddSingleton<IPushGateway, ScriptedGateway>();
        collection.AddSingleton<DeviceZones>();
        collection.AddSending();
        return collection.BuildServiceProvider();
    }
}
