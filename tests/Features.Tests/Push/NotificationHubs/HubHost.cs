using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mobile.Features.Devices;
using Mobile.Features.Push.NotificationHubs;
using Mobile.Testing.Hub;

namespace Mobile.Features.Tests.Push.NotificationHubs;

/// <summary>The whole product over a database of one engine, with the stand-in as its hub and without the role worker.</summary>
public abstract class HubHost(TestStore store) : IAsyncLifetime
{
    private TestNode? node;

    private bool IsAbsent => store is SqlServerStore && SqlServerStore.Server is null;

    internal HubStandIn Hub { get; private set; } = null!;

    public TestStore Store => store;

    public TestClock Clock { get; } = new();

    public Uri Address => node!.Address;

    public IServiceProvider Services => node!.Services;

    internal HubRegistrar Registrar => Services.GetRequiredService<HubRegistrar>();

    public async Task InitializeAsync()
    {
        if (IsAbsent)
        {
            return;
        }

        Hub = await HubStandIn.StartAsync(Clock);
        await store.CreateAsync();
        node = StartNode();
    }

    public async Task DisposeAsync()
    {
        if (node is not null)
        {
            await node.DisposeAsync();
            await store.DisposeAsync();
            await Hub.DisposeAsync();
        }
    }

    public TestNode StartNode(ILoggerProvider? logs = null) => TestNode.Start(
        store, Clock, "api,admin", Hub.Settings.Append(new("Push:NotificationHubs:Telemetry", "true")).ToDictionary(), logs);

    public async Task AddDeviceAsync(string id, string handle, PushPlatform platform = PushPlatform.Apns, string user = "user-1", string locale = "de")
    {
        var now = Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await store.WriteAsync(
            """
            INSERT INTO devices (id, user_id, session_id, platform, push_handle, push_handle_hash, app_version, app_version_order, locale, time_zone,
                allows_orders, allows_promotions, registered_at, last_seen_at, revision, hub_generation)
            VALUES (@id, @user, 's', @platform, @handle, @hash, '1.0', '1', @locale, 'Etc/UTC', 1, 1, @now, @now, 1, 0)
            """,
            new { id, handle, user, locale, now, platform = platform.Name(), hash = HashOf(handle) });
    }

    public async Task AddDevicesAsync(int count)
    {
        await using var scope = Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<Features.Data.Database>();
        var rows = Enumerable.Range(0, count).Select(number => new { id = $"device-{number:D5}", handle = $"handle-{number}", hash = HashOf($"handle-{number}") });
        await database.WriteAsync(
            unit => unit.ExecuteAsync(
                """
                INSERT INTO devices (id, user_id, session_id, platform, push_handle, push_handle_hash, app_version, app_version_order, locale, time_zone,
                    allows_orders, allows_promotions, registered_at, last_seen_at, revision, hub_generation)
                VALUES (@id, 'user-1', 's', 'fcmV1', @handle, @hash, '1.0', '1', 'en', 'Etc/UTC', 1, 1, 0, 0, 1, 0)
                """,
                rows.ToList(),
                CancellationToken.None),
            CancellationToken.None);
    }

    /// <summary>What a registration does to the row that it finds.</summary>
    public Task ChangeAsync(string id, string handle) => store.WriteAsync(
        "UPDATE devices SET push_handle = @handle, push_handle_hash = @hash, unregistered_at = NULL, revision = revision + 1, hub_generation = 0 WHERE id = @id",
        new { id, handle, hash = HashOf(handle) });

    public Task UnregisterAsync(string id) => store.WriteAsync(
        """
        UPDATE devices SET unregistered_at = 1, unregistered_reason = 'removed', push_handle = '', push_handle_hash = '', revision = revision + 1, hub_generation = 0
        WHERE id = @id
        """,
        new { id });

    public async Task RunToEndAsync()
    {
        while ((await Registrar.RunOnceAsync(CancellationToken.None)).Told.Count > 0)
        {
            // There may be more.
        }
    }

    public static string HashOf(string handle) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(handle)));
}

public sealed class SqliteHubHost() : HubHost(new SqliteStore());

public sealed class SqlServerHubHost() : HubHost(new SqlServerStore());
