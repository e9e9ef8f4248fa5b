using Microsoft.Extensions.Logging.Abstractions;
using Mobile.Features.Data;
using Mobile.Features.Devices;

namespace Mobile.Features.Tests.Devices;

/// <summary>Devices that earlier builds registered, whose APNs tokens stand in whichever case an app sent them.</summary>
public abstract class PushHandleMigrationTests(TestStore store) : IAsyncLifetime
{
    private const int Before = 7;

    private static readonly string Token = "ab" + App.NewKey();

    public sealed class Sqlite() : PushHandleMigrationTests(new SqliteStore());

    public sealed class SqlServer() : PushHandleMigrationTests(new SqlServerStore());

    public async Task InitializeAsync()
    {
        if (store is SqlServerStore && SqlServerStore.Server is null)
        {
            return;
        }

        await store.CreateAsync();
        await MigrateAsync(Before);
    }

    public async Task DisposeAsync()
    {
        if (store is not SqlServerStore || SqlServerStore.Server is not null)
        {
            await store.DisposeAsync();
        }
    }

    [EngineFact]
    public async Task An_APNs_handle_is_found_in_lower_case_and_the_hub_need_not_hear_of_it()
    {
        var lower = Token.ToLowerInvariant();
        await AddAsync("capitals", Token.ToUpperInvariant());
        await AddAsync("mixed", "Ab12");
        await AddAsync("lower", "00ff");
        await AddAsync("android", Token.ToUpperInvariant(), "fcmV1");

        await MigrateAsync();

        Assert.Equal((lower, PushHandle.Hash(lower), 1, 1, null), await RowAsync("capitals"));
        Assert.Equal(("ab12", PushHandle.Hash("ab12"), 1, 1, null), await RowAsync("mixed"));
        Assert.Equal(("00ff", PushHandle.Hash("00ff"), 1, 1, null), await RowAsync("lower"));
        Assert.Equal((Token.ToUpperInvariant(), PushHandle.Hash(Token.ToUpperInvariant()), 1, 1, null), await RowAsync("android"));
    }

    [EngineFact]
    public async Task Of_devices_that_turn_out_to_have_one_handle_the_one_seen_last_keeps_it()
    {
        await AddAsync("seen-long-ago", "abcd", seen: 1);
        await AddAsync("seen-last", "ABCD", seen: 3);
        await AddAsync("seen-then", "aBcD", seen: 2);
        await AddAsync("tie-2", "ef01", seen: 5);
        await AddAsync("tie-1", "EF01", seen: 5);
        await AddAsync("other-platform", "abcd", "fcmV1");

        await MigrateAsync();

        Assert.Equal(("abcd", PushHandle.Hash("abcd"), 1, 1, null), await RowAsync("seen-last"));
        Assert.Equal(("ef01", PushHandle.Hash("ef01"), 1, 1, null), await RowAsync("tie-1"));
        foreach (var ended in (string[])["seen-long-ago", "seen-then", "tie-2"])
        {
            Assert.Equal(("", "", 2, 0, "moved"), await RowAsync(ended));
        }

        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.InRange(await store.ReadAsync<long>("SELECT unregistered_at FROM devices WHERE id = 'tie-2'"), now - 600_000, now + 1000);
        Assert.Null((await RowAsync("other-platform")).Ended);
    }

    [EngineFact]
    public async Task What_is_no_handle_stays_and_is_told_to_the_hub_again_so_that_its_refusal_is_noted()
    {
        await AddAsync("odd", "abc");
        await AddAsync("expo", "ExponentPushToken[X]");
        await AddAsync("expo-twice", "exponentpushtoken[x]");
        await store.WriteAsync("UPDATE devices SET unregistered_at = 9, unregistered_reason = 'removed', push_handle = '', push_handle_hash = '' WHERE id = 'expo-twice'");

        await MigrateAsync();

        Assert.Equal(("abc", PushHandle.Hash("abc"), 2, 0, null), await RowAsync("odd"));
        Assert.Equal(("ExponentPushToken[X]", PushHandle.Hash("ExponentPushToken[X]"), 2, 0, null), await RowAsync("expo"));
        Assert.Equal(("", "", 1, 1, "removed"), await RowAsync("expo-twice"));
    }

    [EngineFact]
    public async Task Whoever_registers_the_handle_after_that_takes_it_from_the_device_that_had_it()
    {
        await AddAsync("capitals", Token.ToUpperInvariant());
        await using var node = TestNode.Start(store, new TestClock(), "api");
        using var alice = await App.SignInAsync(node.Address, "alice");

        await alice.RegisterAsync("iphone-of-alice", DeviceExtensions.Registration(Token));

        Assert.Equal("moved", (await RowAsync("capitals")).Ended);
        Assert.Equal(["iphone-of-alice"], await alice.DeviceIdsAsync());
    }

    private Task<int> AddAsync(string id, string handle, string platform = "apns", long seen = 0) => store.WriteAsync(
        """
        INSERT INTO devices (id, user_id, session_id, platform, push_handle, push_handle_hash, app_version, app_version_order, locale, time_zone,
            allows_orders, allows_promotions, registered_at, last_seen_at, revision, hub_generation)
        VALUES (@id, 'u', 's', @platform, @handle, @hash, '1.0', '1', 'en', 'Etc/UTC', 1, 1, 0, @seen, 1, 1)
        """,
        new { id, handle, hash = PushHandle.Hash(handle), platform, seen });

    private async Task<(string Handle, string Hash, long Revision, long Generation, string? Ended)> RowAsync(string id) =>
        (await store.QueryAsync<(string, string, long, long, string?)>(
            "SELECT push_handle, push_handle_hash, revision, hub_generation, unregistered_reason FROM devices WHERE id = @id", new { id })).Single();

    private async Task MigrateAsync(int? count = null)
    {
        var database = store.Open();
        using var closing = database as IDisposable;
        var files = Migration.Of(store.Engine);
        var migrator = new Migrator(database, TimeProvider.System, NullLogger<Migrator>.Instance);
        await database.WriteAsync(unit => migrator.ApplyAsync(unit, [.. files.Take(count ?? files.Count)], default), default);
    }
}
