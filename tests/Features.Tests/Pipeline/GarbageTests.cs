using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Tests.Pipeline;

/// <summary>Moves the clock, so each test has a host of its own.</summary>
public abstract class GarbageTests(TestHost host) : IAsyncLifetime
{
    public sealed class Sqlite() : GarbageTests(new SqliteHost());

    public sealed class SqlServer() : GarbageTests(new SqlServerHost());

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [EngineTheory]
    [EveryVersion]
    public async Task A_key_is_kept_for_31_days_and_after_that_the_id_refuses_a_late_creation(string version)
    {
        var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        var body = Contract.Of(version).Order("MUG-RED", id: Ids.New(host.Clock));
        await alice.PostAsync($"/api/{version}/orders", body, key);

        host.Clock.Advance(TimeSpan.FromDays(30.9));
        await CollectAsync();
        alice = await host.SignInAsync("alice");
        Assert.True((await alice.PostAsync($"/api/{version}/orders", body, key)).IsReplay());

        host.Clock.Advance(TimeSpan.FromDays(0.2));
        Assert.Equal(1, (await CollectAsync())["idempotency keys"]);
        alice = await host.SignInAsync("alice");
        await (await alice.PostAsync($"/api/{version}/orders", body, key)).AssertProblemAsync(409, "order-exists");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task More_than_a_batch_is_collected_and_the_young_stay(string version)
    {
        var rows = (GarbageCollector.Batch * 2) + 7;
        await OldKeyRows.WriteAsync(host.Store, host.Clock.GetUtcNow(), rows);

        using var alice = await host.SignInAsync("alice");
        await alice.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED"), App.NewKey());

        Assert.Equal(rows, (await CollectAsync())["idempotency keys"]);
        Assert.Equal(1, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM idempotency_keys"));
        Assert.Equal(0, (await CollectAsync())["idempotency keys"]);
    }

    [EngineFact]
    public async Task An_ended_session_is_collected_and_stays_ended()
    {
        var alice = await host.SignInAsync("alice", "phone");
        var other = await host.SignInAsync("alice", "tablet");
        await alice.PostFormAsync("/oauth/revoke", new(StringComparer.Ordinal) { ["token"] = alice.RefreshToken });

        host.Clock.Advance(TimeSpan.FromDays(31));

        Assert.Equal(1, (await CollectAsync())["ended sessions"]);
        await (await alice.RefreshAsync(alice.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
        Assert.Equal(HttpStatusCode.OK, (await other.RefreshAsync(other.RefreshToken)).StatusCode);
    }

    private Task<IReadOnlyDictionary<string, int>> CollectAsync() =>
        host.Services.GetRequiredService<GarbageCollector>().CollectAsync(CancellationToken.None);
}
