using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Pipeline.Limits;

namespace Mobile.Features.Tests.Pipeline.Limits;

/// <summary>Whom an overloaded node still answers.</summary>
public sealed class LoadSheddingTests() : SheddingScene(new StillHost())
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    private LoadWatch Load => Host.Services.GetRequiredService<LoadWatch>();

    [Theory]
    [EveryVersion]
    public async Task Requests_are_told_to_come_back_and_are_answered_once_the_load_is_gone(string version)
    {
        Overload();

        foreach (var refused in new[] { await Alice.GetAsync($"/api/{version}/orders"), await PlaceAsync(version, App.NewKey()), await Alice.RefreshAsync(Alice.RefreshToken) })
        {
            await refused.AssertProblemAsync(503, "temporary-reduced-capacity");
            Assert.InRange(int.Parse(refused.Header("Retry-After")!), 1, 3);
        }

        Load.Learn(TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.OK, (await Alice.GetAsync($"/api/{version}/orders")).StatusCode);
    }

    [Theory]
    [EveryVersion]
    public async Task A_repetition_gets_its_reply_and_a_new_write_leaves_no_trace(string version)
    {
        var (done, refused) = (App.NewKey(), App.NewKey());
        var first = await (await PlaceAsync(version, done)).Content.ReadAsStringAsync();
        Overload();

        var replay = await PlaceAsync(version, done);
        await (await PlaceAsync(version, refused)).AssertProblemAsync(503, "temporary-reduced-capacity");

        Assert.True(replay.IsReplay());
        Assert.Equal(first, await replay.Content.ReadAsStringAsync());
        Assert.Equal(0, await Host.Store.ReadAsync<long>("SELECT COUNT(*) FROM idempotency_keys WHERE idempotency_key = @refused", new { refused }));

        Load.Learn(TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.Created, (await PlaceAsync(version, refused)).StatusCode);
    }

    [Theory]
    [EveryVersion]
    public async Task A_batch_is_taken_apart_so_that_the_repetitions_in_it_are_answered(string version)
    {
        var done = App.NewKey();
        await PlaceAsync(version, done);
        Overload();

        var answer = await Alice.SendAsync(HttpMethod.Post, $"/api/{version}/batch", System.Net.Http.Json.JsonContent.Create(new
        {
            requests = new object[]
            {
                new { id = "again", method = "POST", url = "/orders", headers = new Dictionary<string, string> { ["Idempotency-Key"] = done }, body = Contract.Of(version).Order("MUG-RED") },
                new { id = "read", method = "GET", url = "/orders" },
            },
        }));

        Assert.Equal([201, 503], (await answer.ReadAsync()).GetProperty("responses").EnumerateArray().Select(reply => reply.GetProperty("status").GetInt32()));
    }

    /// <summary>An app that took 424 for decided would put a good write aside.</summary>
    [Theory]
    [EveryVersion]
    public async Task What_depends_on_a_write_that_may_be_repeated_may_be_repeated_too(string version)
    {
        Overload();
        var (first, second) = (Write("first", "NOPE"), Write("second", "MUG-RED", "first"));

        var refused = await SendAsync();
        Load.Learn(TimeSpan.Zero);
        var decided = await SendAsync();

        Assert.Equal([503, 424], refused.Select(reply => reply.GetProperty("status").GetInt32()));
        Assert.True(refused[1].GetProperty("body").GetProperty("retryable").GetBoolean());
        Assert.Equal(refused[0].GetProperty("headers").Text("Retry-After"), refused[1].GetProperty("headers").Text("Retry-After"));
        Assert.Equal($"/api/{version}/orders", refused[1].GetProperty("body").Text("instance"));
        Assert.Equal([422, 424], decided.Select(reply => reply.GetProperty("status").GetInt32()));
        Assert.False(decided[1].GetProperty("body").GetProperty("retryable").GetBoolean());

        object Write(string id, string sku, params string[] dependsOn) => new
        {
            id,
            method = "POST",
            url = "/orders",
            headers = new Dictionary<string, string> { ["Idempotency-Key"] = App.NewKey() },
            body = Contract.Of(version).Order(sku),
            dependsOn,
        };

        async Task<List<System.Text.Json.JsonElement>> SendAsync()
        {
            var answer = await Alice.SendAsync(
                HttpMethod.Post, $"/api/{version}/batch", System.Net.Http.Json.JsonContent.Create(new { requests = new[] { first, second } }));
            return [.. (await answer.ReadAsync()).GetProperty("responses").EnumerateArray()];
        }
    }

    [Fact]
    public async Task Health_and_the_configuration_are_spared()
    {
        Overload();

        foreach (var path in new[] { "/health/live", "/health/ready", "/api/config?platform=ios&appVersion=1.0.0" })
        {
            Assert.Equal(HttpStatusCode.OK, (await Alice.GetAsync(path)).StatusCode);
        }
    }

    [Fact]
    public void One_slow_moment_is_no_overload()
    {
        for (var i = 0; i < 20; i++)
        {
            Load.Learn(i % 5 == 4 ? TimeSpan.Zero : Late);
        }

        Assert.False(Load.IsOverloaded);
    }

    [Fact]
    public async Task A_node_at_ease_is_not_overloaded()
    {
        using var watch = new LoadWatch(new(0, 0, 0, 0, 0, 1, TimeSpan.FromSeconds(1)));
        await watch.StartAsync(CancellationToken.None);

        // Long enough for work that never ran to be late; on a busy machine even a node at ease is late now and then.
        Assert.True(SpinWait.SpinUntil(() => watch.Looked >= 25 && !watch.IsOverloaded, Patience.Limit));
    }

    [Fact]
    public async Task Work_that_gets_no_thread_is_noticed()
    {
        using var watch = new LoadWatch(new(0, 0, 0, 0, 0, 1, TimeSpan.FromTicks(1)));
        await watch.StartAsync(CancellationToken.None);

        // Nothing is ever done in no time, so the watch must report what it sees.
        Assert.True(SpinWait.SpinUntil(() => watch.IsOverloaded, Patience.Limit));
    }

    private void Overload()
    {
        for (var i = 0; i < 5; i++)
        {
            Load.Learn(Late);
        }
    }

    /// <summary>Does not watch by itself: it learns what the tests tell it.</summary>
    private sealed class StillHost() : TestHost(new SqliteStore(), settings: new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Limits:ShedAfterMilliseconds"] = "0",
    });
}
