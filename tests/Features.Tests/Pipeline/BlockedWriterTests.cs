using System.Net;
using Dapper;
using Microsoft.Data.Sqlite;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Pipeline;

/// <summary>What the product answers while another process holds the write lock of its database.</summary>
public sealed class BlockedWriterTests(SqliteHost host) : IClassFixture<SqliteHost>, IAsyncLifetime
{
    private readonly SqliteConnection other = new($"{host.Store.ConnectionString};Pooling=False");
    private App alice = null!;

    public async Task InitializeAsync()
    {
        alice = await host.SignInAsync("alice");
        await other.OpenAsync();
    }

    public Task DisposeAsync() => other.DisposeAsync().AsTask();

    [Theory]
    [EveryVersion]
    public async Task Reads_replays_and_refusals_need_no_writer(string version)
    {
        var key = App.NewKey();
        var first = await alice.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED"), key);
        await BlockAsync();

        // Whatever waited for the writer would come back with 503.
        var replay = await alice.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED"), key);
        var list = await alice.GetAsync($"/api/{version}/orders");
        var invalid = await alice.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED", 0), App.NewKey());
        var reused = await alice.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED", 2), key);

        Assert.True(replay.IsReplay());
        Assert.Equal(await first.Content.ReadAsStringAsync(), await replay.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        await invalid.AssertProblemAsync(400, "validation-failed");
        await reused.AssertProblemAsync(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task A_write_that_cannot_be_done_is_not_done_and_may_be_repeated()
    {
        // Five seconds pass until the writer gives up, so one version has to do.
        const string Orders = $"/api/{ApiVersions.Current}/orders";
        var order = Contract.Of(ApiVersions.Current).Order("MUG-RED");
        var key = App.NewKey();
        await BlockAsync();

        var refused = await alice.PostAsync(Orders, order, key);
        await other.ExecuteAsync("ROLLBACK");
        var repeated = await alice.PostAsync(Orders, order, key);

        var problem = await refused.AssertProblemAsync(503, "store-unavailable");
        Assert.True(problem.GetProperty("retryable").GetBoolean());
        Assert.Equal("1", refused.Header("Retry-After"));
        Assert.Equal(HttpStatusCode.Created, repeated.StatusCode);
        Assert.False(repeated.IsReplay());
    }

    private Task<int> BlockAsync() => other.ExecuteAsync("BEGIN IMMEDIATE");
}
