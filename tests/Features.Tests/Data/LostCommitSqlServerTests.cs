using System.Net;
using Microsoft.Data.SqlClient;
using Mobile.Testing.Faults;

namespace Mobile.Features.Tests.Data;

/// <summary>Connections to the database server that break while an app places an order.</summary>
public sealed class LostCommitSqlServerTests : IAsyncLifetime
{
    private readonly SqlServerStore store = new();
    private TdsProxy network = null!;
    private TestNode node = null!;
    private App alice = null!;

    public async Task InitializeAsync()
    {
        await store.CreateAsync();
        var connection = new SqlConnectionStringBuilder(store.ConnectionString) { Encrypt = SqlConnectionEncryptOption.Optional };
        network = new(connection.DataSource);
        connection.DataSource = network.Server;
        node = TestNode.Start(store, new(), "api", new Dictionary<string, string>(StringComparer.Ordinal) { ["Database:ConnectionString"] = connection.ConnectionString });
        alice = await App.SignInAsync(node.Address, "alice");
    }

    public async Task DisposeAsync()
    {
        alice.Dispose();
        await node.DisposeAsync();
        await network.DisposeAsync();
        await store.DisposeAsync();
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_commit_whose_reply_is_lost_is_answered_503_and_its_repetition_with_the_stored_reply(string version)
    {
        var key = App.NewKey();
        var broken = network.BreakAt(TdsRequest.Commit, TdsBreak.BeforeReply);

        var lost = await PlaceAsync(version, key);
        await broken;
        Assert.Equal(1, await CountAsync(key));
        var repeated = await PlaceAsync(version, key);

        await lost.AssertProblemAsync(503, "store-unavailable");
        Assert.Equal(HttpStatusCode.Created, repeated.StatusCode);
        Assert.True(repeated.IsReplay());
        Assert.Equal(1, await CountAsync(key));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_commit_that_is_lost_is_answered_503_and_its_repetition_does_it(string version)
    {
        var key = App.NewKey();
        var broken = network.BreakAt(TdsRequest.Commit, TdsBreak.BeforeRequest);

        var lost = await PlaceAsync(version, key);
        await broken;
        Assert.Equal(0, await CountAsync(key));
        var repeated = await PlaceAsync(version, key);

        await lost.AssertProblemAsync(503, "store-unavailable");
        Assert.Equal(HttpStatusCode.Created, repeated.StatusCode);
        Assert.False(repeated.IsReplay());
        Assert.Equal(1, await CountAsync(key));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_connection_that_breaks_before_the_commit_is_not_noticed(string version)
    {
        foreach (var (request, when) in new[] { (TdsRequest.Begin, TdsBreak.BeforeReply), (TdsRequest.Statement, TdsBreak.BeforeRequest), (TdsRequest.Statement, TdsBreak.BeforeReply) })
        {
            var key = App.NewKey();
            var broken = network.BreakAt(request, when);

            var answer = await PlaceAsync(version, key);
            await broken;

            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            Assert.False(answer.IsReplay());
            Assert.Equal(1, await CountAsync(key));
        }
    }

    private Task<HttpResponseMessage> PlaceAsync(string version, string key) =>
        alice.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED", 1, null), key);

    private Task<long> CountAsync(string key) => store.ReadAsync<long>("SELECT COUNT(*) FROM idempotency_keys WHERE idempotency_key = @key", new { key });
}
