using System.Collections.Concurrent;
using System.Net;

namespace Mobile.Features.Tests.Hosting;

/// <summary>Two processes on one file, of which one stops in the middle of its work and goes on later.</summary>
public sealed class FrozenProcessTests : IAsyncLifetime
{
    private const int Seed = 20261201;

    private readonly SqliteStore store = new();

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task What_was_acknowledged_by_either_exists_once_and_the_rest_happens_once_when_it_is_repeated()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var random = new Random(Seed);
        await using var one = await ApiProcess.StartAsync(store);
        await using var two = await ApiProcess.StartAsync(store);
        using var alice = await App.SignInAsync(one.Address, "alice");
        using var aliceAtTwo = alice.At(two.Address);
        var before = await store.ReadAsync<long>("SELECT COUNT(*) FROM orders");
        var decided = new ConcurrentDictionary<string, string?>(StringComparer.Ordinal);
        for (var round = 0; round < 3; round++)
        {
            var atOne = Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PlaceSomeAsync(alice, 5, decided)));
            await Task.WhenAny(atOne, PlaceSomeAsync(aliceAtTwo, random.Next(1, 6), decided));
            await one.SignalAsync("STOP");

            await PlaceSomeAsync(aliceAtTwo, 5, decided);
            await one.SignalAsync("CONT");
            await atOne;
        }

        foreach (var (key, id) in decided)
        {
            var answer = await PlaceAsync(aliceAtTwo, key);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            var now = (await answer.ReadAsync()).Text("id");
            Assert.True(id is null || (id == now && answer.IsReplay()), $"seed {Seed}: {key}");
        }

        Assert.Equal(before + decided.Count, await store.ReadAsync<long>("SELECT COUNT(*) FROM orders"));
        Assert.Equal("ok", await store.ReadAsync<string>("PRAGMA integrity_check"));
    }

    /// <summary>Places orders one after the other, and notes the id of those that were acknowledged.</summary>
    private static async Task PlaceSomeAsync(App app, int count, ConcurrentDictionary<string, string?> decided)
    {
        for (var i = 0; i < count; i++)
        {
            var key = App.NewKey();
            decided[key] = null;
            var answer = await PlaceAsync(app, key);
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                decided[key] = (await answer.ReadAsync()).Text("id");
            }
            else
            {
                // The frozen one holds the lock of the writer.
                await answer.AssertProblemAsync(503, answer.StatusCode == HttpStatusCode.ServiceUnavailable ? (await answer.ReadAsync()).Text("code") : "store-unavailable");
            }
        }
    }

    private static Task<HttpResponseMessage> PlaceAsync(App app, string key) => app.PostAsync("/api/v2/orders", Contract.Of("v2").Order("MUG-RED"), key);
}
