using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Api.Hosting.Edge;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Limits;

namespace Mobile.Features.Tests.Pipeline.Limits;

/// <summary>A user has so much under way at once; whoever does not read his answers keeps no other from theirs.</summary>
public sealed class ConcurrencyLimitTests : IAsyncLifetime
{
    private const int Concurrent = 5;

    private readonly BoundedHost host = new();

    private ConcurrencyLimiter Limiter => host.Services.GetRequiredService<ConcurrencyLimiter>();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Theory]
    [EveryVersion]
    public async Task Who_reads_none_of_his_answers_has_no_more_under_way_than_allowed_and_others_are_not_concerned(string version)
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        await alice.PlaceOrderAsync(version: version);
        await LargeOrders.AddAsync(host.Store, "alice", 30, host.Clock.UnixMilliseconds());
        var connections = new List<TcpClient>();
        for (var i = 0; i < Concurrent; i++)
        {
            connections.Add(await UnreadAsync(alice, version));
            await Patience.UntilAsync(() => Limiter.Taken >= i + 1 && host.Services.GetRequiredService<ResponseDeadline>().Waiting >= i + 1);
        }

        var refused = await alice.GetAsync($"/api/{version}/profile");

        var problem = await refused.AssertProblemAsync(429, "too-many-concurrent-requests");
        Assert.True(problem.GetProperty("retryable").GetBoolean());
        Assert.Equal("1", refused.Header("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, (await bob.GetAsync($"/api/{version}/profile")).StatusCode);

        connections.ForEach(connection => connection.Dispose());
        await Patience.UntilAsync(() => Limiter.Taken == 0);
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync($"/api/{version}/profile")).StatusCode);
    }

    [Fact]
    public async Task Two_thousand_requests_that_end_in_every_way_leave_no_slot_taken()
    {
        using var alice = await host.SignInAsync("alice");
        var random = new Random(20261201);
        string[] paths = ["orders?limit=100", "orders/none", "home", "profile/export", "orders?limit=0", "nothing"];
        for (var round = 0; round < 200; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
            {
                using var connection = new TcpClient();
                await connection.ConnectAsync(host.Address.Host, host.Address.Port);
                connection.LingerState = new(enable: true, seconds: 0);
                var path = $"/api/{ApiVersions.Current}/{paths[random.Next(paths.Length)]}";
                await connection.GetStream().WriteAsync(Request(i % 3 == 0 ? "" : alice.AccessToken, path));
                if (i % 2 == 0)
                {
                    _ = await connection.GetStream().ReadAsync(new byte[100]);
                }
            }));
        }

        await Patience.UntilAsync(() => Limiter.Taken == 0);
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync($"/api/{ApiVersions.Current}/profile")).StatusCode);
    }

    [Fact]
    public void What_costs_more_than_is_allowed_runs_alone()
    {
        Assert.True(Limiter.TryEnter("user", isAddress: false, cost: 10));
        Assert.False(Limiter.TryEnter("user", isAddress: false, cost: 1));
        Assert.True(Limiter.TryEnter("other", isAddress: false, cost: 4));
        Assert.False(Limiter.TryEnter("other", isAddress: false, cost: 4));
        Assert.True(Limiter.TryEnter("address", isAddress: true, cost: 6));
        Assert.True(Limiter.TryEnter("address", isAddress: true, cost: 1));
        Limiter.Leave("user", 10);
        Limiter.Leave("other", 4);
        Limiter.Leave("address", 6);
        Limiter.Leave("address", 1);
        Assert.Equal(0, Limiter.Taken);
    }

    /// <summary>Asks for so many batches on one connection that no buffer between holds their answers, and takes none of them.</summary>
    private async Task<TcpClient> UnreadAsync(App app, string version)
    {
        var connection = new TcpClient { ReceiveBufferSize = 4096 };
        await connection.ConnectAsync(host.Address.Host, host.Address.Port);
        var request = Request(app.AccessToken, $"/api/{version}/orders?limit=100");
        await connection.GetStream().WriteAsync(Enumerable.Repeat(request, 60).SelectMany(bytes => bytes).ToArray());
        return connection;
    }

    private byte[] Request(string token, string path) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host.Address.Authority}\r\nAuthorization: Bearer {token}\r\n\r\n");

    private sealed class BoundedHost() : TestHost(new SqliteStore(), "api", new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Limits:Concurrent"] = $"{Concurrent}",
        ["Limits:AddressFactor"] = "50",
    });
}
