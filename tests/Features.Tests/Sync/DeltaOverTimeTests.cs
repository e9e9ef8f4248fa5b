using System.Net;
using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
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
            services.GetRequiredService<Feed>(), services.GetRequiredService<SyncTokens>(), [orders], services.GetRequiredService<Caller>(), host.Clock);

        var delta = await deltas.ReadAsync("orders", token, 100, version, CancellationToken.None);

        Assert.Equal("sync-reset-required", delta.Problem?.Type.Code);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_token_from_before_a_restore_starts_afresh(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var token = (await alice.ReadAsync($"/api/{version}/orders?limit=1")).Text("syncToken");
        await host.Services.GetRequiredService<SyncTokens>().EndEpochAsync(CancellationToken.None);
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
        var later = await vera.ReadAsync($"/api/{version}/orders?since={now.AddDays(1):yyyy-MM-dd'T'HH:mm:ss'Z'}");
        Assert.Empty(later.GetProperty("items").EnumerateArray());
        await DeltaTests.AssertResetAsync(vera, $"/api/{version}/orders?limit=5", $"{now.AddDays(-91):yyyy-MM-dd'T'HH:mm:ss'Z'}", $"/api/{version}/orders");
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

        public async Task<IReadOnlyList<Change>> ChangesAsync(string userId, SyncWindow window, int limit, string version, CancellationToken stop)
        {
            await happens();
            return await source.ChangesAsync(userId, window, limit, version, stop);
        }

        public Task<long?> FirstSinceAsync(string userId, long time, CancellationToken stop) => source.FirstSinceAsync(userId, time, stop);
    }
}
