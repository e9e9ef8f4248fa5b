using System.Net;

namespace Mobile.Features.Tests.Hosting;

/// <summary>What holds across processes: killed ones, restarted ones, and several at once.</summary>
public abstract class ProcessTests(TestStore store) : IAsyncLifetime
{
    private static readonly object Mug = new { sku = "MUG-RED", quantity = 1 };

    public sealed class Sqlite() : ProcessTests(new SqliteStore());

    public sealed class SqlServer() : ProcessTests(new SqlServerStore());

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [EngineFact]
    public async Task A_reply_lost_by_kill_9_between_commit_and_reply_is_replayed()
    {
        var crashFile = Path.GetTempFileName();
        File.Delete(crashFile);
        var key = App.NewKey();
        App alice;
        await using (var node = await ApiProcess.StartAsync(store, crashFile))
        {
            alice = await App.SignInAsync(node.Address, "alice");
            await File.WriteAllTextAsync(crashFile, "");
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => alice.PostAsync("/api/v1/orders", Mug, key));
            await node.WaitForExitAsync();
        }

        File.Delete(crashFile);
        Assert.Equal(1, await CountAsync(key));
        await using var next = await ApiProcess.StartAsync(store);
        var replay = await alice.At(next.Address).PostAsync("/api/v1/orders", Mug, key);
        var again = await alice.At(next.Address).PostAsync("/api/v1/orders", Mug, key);

        Assert.Equal(HttpStatusCode.Created, replay.StatusCode);
        Assert.True(replay.IsReplay());
        Assert.Equal(await replay.Content.ReadAsByteArrayAsync(), await again.Content.ReadAsByteArrayAsync());
        Assert.Equal(1, await CountAsync(key));
        Assert.Equal(1, await CountOrdersAsync((await replay.ReadAsync()).GetProperty("id").GetString()!));
    }

    [EngineFact]
    public async Task Two_processes_on_one_database_share_keys_sessions_and_orders()
    {
        var nodes = await Task.WhenAll(ApiProcess.StartAsync(store), ApiProcess.StartAsync(store));
        await using var one = nodes[0];
        await using var two = nodes[1];
        Assert.Equal(200, await store.ReadAsync<long>("SELECT COUNT(*) FROM products"));
        using var alice = await App.SignInAsync(one.Address, "alice");
        using var aliceAtTwo = alice.At(two.Address);
        var before = await store.ReadAsync<long>("SELECT COUNT(*) FROM orders");
        var keys = Enumerable.Range(0, 8).Select(_ => App.NewKey()).ToList();

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
            (Key: keys[i % 8], Answer: await (i % 3 == 0 ? alice : aliceAtTwo).PostAsync("/api/v1/orders", Mug, keys[i % 8]))));

        Assert.Equal(before + 8, await store.ReadAsync<long>("SELECT COUNT(*) FROM orders"));
        foreach (var sameKey in answers.GroupBy(answer => answer.Key))
        {
            var decided = sameKey.Where(answer => answer.Answer.StatusCode != HttpStatusCode.Conflict).ToList();
            Assert.Single(decided, answer => !answer.Answer.IsReplay());
            Assert.All(decided, answer => Assert.Equal(HttpStatusCode.Created, answer.Answer.StatusCode));
            Assert.Single((await Task.WhenAll(decided.Select(answer => answer.Answer.Content.ReadAsStringAsync()))).Distinct());
        }

        // A session that was opened at one node is refreshed and revoked at the other.
        await aliceAtTwo.RefreshAsync();
        Assert.Equal(HttpStatusCode.OK, (await aliceAtTwo.GetAsync("/api/v2/sessions")).StatusCode);
        using var old = alice.At(one.Address);
        Assert.Equal(HttpStatusCode.OK, (await old.GetAsync("/api/v2/orders")).StatusCode);
    }

    [EngineFact]
    public async Task Writes_that_were_acknowledged_before_kill_9_exist_once_and_whole()
    {
        const int Seed = 20261122;
        var random = new Random(Seed);
        var acknowledged = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        App? alice = null;
        var before = -1L;
        var keys = new System.Collections.Concurrent.ConcurrentBag<string>();
        for (var round = 0; round < 3; round++)
        {
            await using var node = await ApiProcess.StartAsync(store);
            alice = alice?.At(node.Address) ?? await App.SignInAsync(node.Address, "alice");
            before = before < 0 ? await store.ReadAsync<long>("SELECT COUNT(*) FROM orders") : before;
            var app = alice;
            var target = acknowledged.Count + random.Next(20, 200);
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writers = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WriteUntilKilledAsync(app, reached, target)));
            await Task.WhenAny(reached.Task, writers);

            await node.KillAsync();
            await writers;
        }

        await using var last = await ApiProcess.StartAsync(store);
        using var after = alice!.At(last.Address);
        foreach (var key in keys)
        {
            var answer = await after.PostAsync("/api/v1/orders", Mug, key);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            if (acknowledged.TryGetValue(key, out var first))
            {
                Assert.True(answer.IsReplay(), $"seed {Seed}: an acknowledged write was lost");
                Assert.Equal(first, await answer.Content.ReadAsStringAsync());
            }
        }

        Assert.Equal(before + keys.Count, await store.ReadAsync<long>("SELECT COUNT(*) FROM orders"));
        Assert.Equal(keys.Count, await store.ReadAsync<long>("SELECT COUNT(DISTINCT location) FROM idempotency_keys"));
        if (store is SqliteStore)
        {
            Assert.Equal("ok", await store.ReadAsync<string>("PRAGMA integrity_check"));
        }

        async Task WriteUntilKilledAsync(App app, TaskCompletionSource reached, int target)
        {
            try
            {
                while (true)
                {
                    var key = App.NewKey();
                    keys.Add(key);
                    var answer = await app.PostAsync("/api/v1/orders", Mug, key);
                    Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
                    acknowledged[key] = await answer.Content.ReadAsStringAsync();
                    if (acknowledged.Count >= target)
                    {
                        reached.TrySetResult();
                    }
                }
            }
            catch (HttpRequestException)
            {
                // The process was killed: from here on the key's fate is unknown to the app.
            }
        }
    }

    [EngineFact]
    public async Task Ctrl_c_ends_the_process_cleanly_and_the_next_start_finds_the_data()
    {
        int orders;
        await using (var first = await ApiProcess.StartAsync(store))
        {
            using var alice = await App.SignInAsync(first.Address, "alice");
            orders = (await alice.ReadAsync("/api/v2/orders?limit=100")).GetProperty("items").GetArrayLength();
            await alice.PostAsync("/api/v1/orders", Mug, App.NewKey());
            Assert.Equal(0, await first.InterruptAsync());
        }

        await using var second = await ApiProcess.StartAsync(store);
        using var again = await App.SignInAsync(second.Address, "alice");
        Assert.Equal(orders + 1, (await again.ReadAsync("/api/v2/orders?limit=100")).GetProperty("items").GetArrayLength());
        Assert.DoesNotContain("sample shop", second.Output, StringComparison.Ordinal);
        Assert.Contains("/docs", second.Output, StringComparison.Ordinal);
        if (store is SqliteStore { File: var file })
        {
            Assert.Contains(file, second.Output, StringComparison.Ordinal);
        }
    }

    [EngineFact]
    public async Task A_restored_backup_refuses_the_tokens_of_before_once_it_is_told()
    {
        App alice;
        string token;
        await using (var before = await ApiProcess.StartAsync(store))
        {
            alice = await App.SignInAsync(before.Address, "alice");
            token = (await alice.ReadAsync("/api/v2/orders?limit=1")).Text("syncToken");
        }

        var (exitCode, output) = await ApiProcess.RunAsync(store.Settings, "Development", "after-restore");

        Assert.Equal(0, exitCode);
        Assert.Contains("Wait for staff, since they may have been sent: 0 events, 0 deliveries, 0 campaigns.", output, StringComparison.Ordinal);
        Assert.Contains("apps rebuild their replicas", output, StringComparison.Ordinal);
        await using var after = await ApiProcess.StartAsync(store);
        using var again = alice.At(after.Address);
        await (await again.GetAsync($"/api/v2/orders?since={token}")).AssertProblemAsync(410, "sync-reset-required");
    }

    private Task<long> CountAsync(string key) => store.ReadAsync<long>("SELECT COUNT(*) FROM idempotency_keys WHERE idempotency_key = @key", new { key });

    private Task<long> CountOrdersAsync(string id) => store.ReadAsync<long>("SELECT COUNT(*) FROM orders WHERE id = @id", new { id });
}
