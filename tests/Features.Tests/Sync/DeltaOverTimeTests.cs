using System.Net;
using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Garbage;
using Mobile.Features.Sync;

namespace Mobile.Features.Tests.Sync;

/// <summary>Moves the clock, so each test has a host of its own.</summary>
public abstract class DeltaOverTimeTests(TestHost host) : IAsyncLifetime
{
    public sealed class Sqlite() : DeltaOverTimeTests(new SqliteHost());

    public sealed class SqlServer() : DeltaOverTimeTests(new SqlServerHost());

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [EngineTheory]
    [EveryVersion]
    public async Task A_token_that_is_older_than_a_collected_tombstone_starts_afresh_and_a_younger_one_does_not(string version)
    {
        var alice = await host.SignInAsync("alice");
        var ids = await DeltaTests.PlaceAsync(alice, 2, version);
        var before = new Follower(alice, version);
        await before.PullAllAsync();
        await alice.DeleteAsync($"/api/{version}/orders/{ids[0]}", version: 1);
        var after = new Follower(alice, version);
        await after.PullAllAsync();

        host.Clock.Advance(TimeSpan.FromDays(89));
        await CollectAsync();
        alice = await host.SignInAsync("alice");
        Assert.Equal(1, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders WHERE id = @id", new { id = ids[0] }));
        var early = await alice.ReadAsync($"/api/{version}/sync?collections=orders,profile&since={before.Token}");
        Assert.Equal(ids[0], early.GetProperty("collections").GetProperty("orders").GetProperty("deleted")[0].GetString());

        host.Clock.Advance(TimeSpan.FromDays(2));
        await CollectAsync();
        alice = await host.SignInAsync("alice");
        Assert.Equal(0, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders WHERE id = @id", new { id = ids[0] }));
        await DeltaTests.AssertResetAsync(
            alice, $"/api/{version}/sync?collections=orders,profile", before.Token!, $"/api/{version}/sync?collections=orders,profile");
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync($"/api/{version}/sync?collections=orders,profile&since={after.Token}")).StatusCode);

        // A fresh start knows of no row that was collected, and is not refused on its way.
        var fresh = new Follower(alice, version);
        await fresh.PullAllAsync(limit: 5);
        await fresh.AssertEqualsServerAsync();
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_tombstone_that_is_collected_while_the_delta_is_read_starts_afresh(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = (await DeltaTests.PlaceAsync(alice, 1, version))[0];
        var token = (await alice.ReadAsync($"/api/{version}/orders?limit=1")).Text("syncToken");
        await alice.DeleteAsync($"/api/{version}/orders/{id}", version: 1);
        host.Clock.Advance(TimeSpan.FromDays(91));
        using var scope = host.Services.CreateScope();
        var services = scope.ServiceProvider;
        var user = await host.Store.ReadAsync<string>("SELECT id FROM users WHERE subject = 'alice'");
        services.GetRequiredService<Caller>().Is(new ClaimsPrincipal(new ClaimsIdentity([new(Caller.UserIdClaim, user!)])));
        var orders = new Interrupted(services.GetServices<ISyncSource>().Single(source => source.Name == "orders"), CollectAsync);
        var deltas = new Deltas(
            services.GetRequiredService<Feed>(), services.GetRequiredService<SyncTokens>(), [orders], services.GetRequiredService<StoreEpoch>(), services.GetRequiredService<Caller>(), host.Clock);

        var delta = await deltas.ReadAsync("orders", token, 100, version, CancellationToken.None);

        Assert.Equal("sync-reset-required", delta.Problem?.Type.Code);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_token_from_before_a_restore_starts_afresh(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var token = (await alice.ReadAsync($"/api/{version}/orders?limit=1")).Text("syncToken");
        await host.Services.GetRequiredService<StoreEpoch>().EndAsync(lostFloor: 0, CancellationToken.None);
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync($"/api/{version}/orders?since={token}")).StatusCode);

        await host.RestartAsync();

        using var again = await host.SignInAsync("alice");
        await DeltaTests.AssertResetAsync(again, $"/api/{version}/orders?limit=5", token, $"/api/{version}/orders");
        var next = (await again.ReadAsync($"/api/{version}/orders?limit=1")).Text("syncToken");
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync($"/api/{version}/orders?since={next}")).StatusCode);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_token_from_a_future_that_a_restore_has_undone_is_noticed_without_being_told(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var user = await host.Store.ReadAsync<string>("SELECT id FROM users WHERE subject = 'alice'");
        var seq = await host.Store.ReadAsync<long>("SELECT seq FROM feeds WHERE owner = @user", new { user });
        await DeltaTests.PlaceAsync(alice, 3, version);
        var token = (await alice.ReadAsync($"/api/{version}/orders?limit=1")).Text("syncToken");

        await host.Store.WriteAsync("DELETE FROM orders WHERE user_id = @user AND seq > @seq", new { user, seq });
        await host.Store.WriteAsync("UPDATE feeds SET seq = @seq WHERE owner = @user", new { user, seq });

        await DeltaTests.AssertResetAsync(alice, $"/api/{version}/orders?limit=5", token, $"/api/{version}/orders");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_time_stands_for_five_minutes_earlier(string version)
    {
        using var vera = await host.SignInAsync("vera");
        var ids = await DeltaTests.PlaceAsync(vera, 3, version);
        var now = host.Clock.GetUtcNow();
        await ChangedAtAsync(ids[0], now.AddMinutes(-16));
        await ChangedAtAsync(ids[1], now.AddMinutes(-14));

        var delta = await vera.ReadAsync($"/api/{version}/orders?limit=100&since={now.AddMinutes(-10):yyyy-MM-dd'T'HH:mm:ss'Z'}");
        var zoned = await vera.ReadAsync($"/api/{version}/orders?limit=100&since={now.AddMinutes(-10).ToOffset(TimeSpan.FromHours(2)):yyyy-MM-dd'T'HH:mm:ss.fffzzz}");

        Assert.DoesNotContain(ids[0], delta.GetProperty("items").Ids());
        Assert.Contains(ids[1], delta.GetProperty("items").Ids());
        Assert.Contains(ids[2], delta.GetProperty("items").Ids());
        Assert.Equal(delta.GetProperty("items").Ids(), zoned.GetProperty("items").Ids());
    }

    /// <summary>RFC 3339 leaves the number of fractional digits and the case of T and Z to whoever writes the time.</summary>
    [EngineTheory]
    [EveryVersion("yyyy-MM-dd'T'HH:mm:ss'.123456789Z'")]
    [EveryVersion("yyyy-MM-dd't'HH:mm:ss'z'")]
    [EveryVersion("yyyy-MM-dd'T'HH:mm:ss.fff'+00:00'")]
    [EveryVersion("yyyy-MM-dd'T'HH:mm:ss'.1z'")]
    public async Task A_time_is_read_however_a_platform_writes_it(string format, string version)
    {
        using var vera = await host.SignInAsync("vera");
        var id = (await DeltaTests.PlaceAsync(vera, 1, version))[0];

        var delta = await vera.ReadAsync($"/api/{version}/orders?since={host.Clock.GetUtcNow().AddMinutes(-1).ToString(format)}");

        Assert.Contains(id, delta.GetProperty("items").Ids());
    }

    /// <summary>A phone's clock is six minutes fast, its calendar is Buddhist, or it is broken: what happens before that time would be lost.</summary>
    [EngineTheory]
    [EveryVersion(6)]
    [EveryVersion(60 * 24)]
    [EveryVersion(60 * 24 * 365 * 543)]
    [EveryVersion(null)]
    public async Task A_time_that_is_still_to_come_starts_afresh_and_the_way_on_loses_nothing(int? minutesAhead, string version)
    {
        using var vera = await host.SignInAsync("vera");
        var time = minutesAhead is { } ahead ? host.Clock.GetUtcNow().AddMinutes(ahead) : new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);
        var since = $"{time:yyyy-MM-dd'T'HH:mm:ss'Z'}";

        await DeltaTests.AssertResetAsync(vera, $"/api/{version}/orders?limit=5", since, $"/api/{version}/orders");
        await DeltaTests.AssertResetAsync(
            vera, $"/api/{version}/sync?collections=orders,profile", since, $"/api/{version}/sync?collections=orders,profile");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_clock_that_is_a_little_fast_is_put_back(string version)
    {
        using var vera = await host.SignInAsync("vera");
        var since = $"{host.Clock.GetUtcNow().AddMinutes(4):yyyy-MM-dd'T'HH:mm:ss'Z'}";
        var id = (await DeltaTests.PlaceAsync(vera, 1, version))[0];

        var delta = await vera.ReadAsync($"/api/{version}/orders?since={since}");

        Assert.Equal([id], delta.GetProperty("items").Ids());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_time_before_the_lifetime_of_tombstones_is_answered_until_one_was_collected(string version)
    {
        var vera = await host.SignInAsync("vera");
        var ids = await DeltaTests.PlaceAsync(vera, 2, version);
        foreach (var old in new[] { "2020-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z" })
        {
            var all = new Follower(vera, version, "orders,profile") { Token = old };
            await all.PullAllAsync(limit: 7);
            await all.AssertEqualsServerAsync();
        }

        await vera.DeleteAsync($"/api/{version}/orders/{ids[0]}", version: 1);
        host.Clock.Advance(TimeSpan.FromDays(91));
        await CollectAsync();
        vera = await host.SignInAsync("vera");

        await DeltaTests.AssertResetAsync(vera, $"/api/{version}/orders?limit=5", "2020-01-01T00:00:00Z", $"/api/{version}/orders");
        var recent = $"{host.Clock.GetUtcNow().AddDays(-1):yyyy-MM-dd'T'HH:mm:ss'Z'}";
        Assert.Equal(HttpStatusCode.OK, (await vera.GetAsync($"/api/{version}/orders?since={recent}")).StatusCode);
    }

    private Task<int> ChangedAtAsync(string id, DateTimeOffset time) =>
        host.Store.WriteAsync("UPDATE orders SET updated_at = @at WHERE id = @id", new { id, at = time.ToUnixTimeMilliseconds() });

    private Task<IReadOnlyDictionary<string, int>> CollectAsync() => host.Services.GetRequiredService<GarbageCollector>().CollectAsync(CancellationToken.None);

    /// <summary>Something happens just before the rows are read.</summary>
    private sealed class Interrupted(ISyncSource source, Func<Task> happens) : ISyncSource
    {
        public string Name => source.Name;

        public string FeedOwner(string userId) => source.FeedOwner(userId);

        public Type ItemType(string version) => source.ItemType(version);

        public async Task<Slice<Change>> ChangesAsync(string userId, SyncWindow window, int limit, string version, CancellationToken stop)
        {
            await happens();
            return await source.ChangesAsync(userId, window, limit, version, stop);
        }

        public Task<long?> FirstSinceAsync(string userId, long time, CancellationToken stop) => source.FirstSinceAsync(userId, time, stop);
    }
}
