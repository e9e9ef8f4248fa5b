using System.Net;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Mobile.Features.Tests.Pipeline;

/// <summary>What the product answers while another process holds the write lock of its database.</summary>
public sealed class BlockedWriterTests(SqliteHost host) : IClassFixture<SqliteHost>, IAsyncLifetime
{
    private static readonly object Mug = new { sku = "MUG-RED", quantity = 1 };

    private readonly SqliteConnection other = new($"{host.Store.ConnectionString};Pooling=False");
    private readonly string key = App.NewKey();
    private App alice = null!;
    private HttpResponseMessage first = null!;

    public async Task InitializeAsync()
    {
        alice = await host.SignInAsync("alice");
        first = await alice.PostAsync("/api/v1/orders", Mug, key);
        await other.OpenAsync();
        await other.ExecuteAsync("BEGIN IMMEDIATE");
    }

    public Task DisposeAsync() => other.DisposeAsync().AsTask();

    [Fact]
    public async Task Reads_replays_and_refusals_need_no_writer()
    {
        // Whatever waited for the writer would come back with 503.
        var replay = await alice.PostAsync("/api/v1/orders", Mug, key);
        var list = await alice.GetAsync("/api/v1/orders");
        var invalid = await alice.PostAsync("/api/v1/orders", new { sku = "MUG-RED", quantity = 0 }, App.NewKey());
        var reused = await alice.PostAsync("/api/v1/orders", new { sku = "MUG-RED", quantity = 2 }, key);

        Assert.True(replay.IsReplay());
        Assert.Equal(await first.Content.ReadAsStringAsync(), await replay.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        await invalid.AssertProblemAsync(400, "validation-failed");
        await reused.AssertProblemAsync(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task A_write_that_cannot_be_done_is_not_done_and_may_be_repeated()
    {
        var fresh = App.NewKey();

        var refused = await alice.PostAsync("/api/v1/orders", Mug, fresh);
        await other.ExecuteAsync("ROLLBACK");
        var repeated = await alice.PostAsync("/api/v1/orders", Mug, fresh);

        var problem = await refused.AssertProblemAsync(503, "store-unavailable");
        Assert.True(problem.GetProperty("retryable").GetBoolean());
        Assert.Equal("1", refused.Header("Retry-After"));
        Assert.Equal(HttpStatusCode.Created, repeated.StatusCode);
        Assert.False(repeated.IsReplay());
    }
}
