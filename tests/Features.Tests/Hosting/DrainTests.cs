using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mobile.Features.Tests.Hosting;

/// <summary>A process that is told to end, and those that still talk with it.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private readonly SqliteStore store = new();

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task A_draining_process_serves_and_is_not_ready_and_then_ends_well()
    {
        await using var node = await StartAsync(seconds: 3);
        using var alice = await App.SignInAsync(node.Address, "alice");
        using var underWay = await HalfAnOrder.BeginAsync(node.Address, alice.AccessToken);
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/health/ready")).StatusCode);

        await node.SignalAsync("TERM");
        await node.SaysAsync("is not ready for others");

        using var another = App.Anonymous(node.Address);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await another.GetAsync("/health/ready")).StatusCode);
        var order = await alice.PostAsync("/api/v2/orders", Contract.Of("v2").Order("MUG-RED", 1), App.NewKey());
        Assert.Equal(HttpStatusCode.Created, order.StatusCode);
        Assert.True(order.Headers.ConnectionClose);
        Assert.Equal(HttpStatusCode.OK, (await another.GetAsync("/health/live")).StatusCode);

        // Kestrel has stopped accepting by then, and waits for this one.
        await RefusesAsync(node.Address);
        Assert.StartsWith("HTTP/1.1 201", await underWay.FinishAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await node.ExitAsync());
        Assert.Equal(2, await store.ReadAsync<long>("SELECT COUNT(*) FROM idempotency_keys"));
        Assert.True(await store.ReadAsync<long>("SELECT SUM(requests) FROM traffic_minutes WHERE endpoint LIKE '%orders%'") >= 2, "the counts were not written");
    }

    [Fact]
    public async Task Another_signal_ends_the_waiting()
    {
        await using var node = await StartAsync(seconds: 300);
        await node.SignalAsync("TERM");
        await node.SaysAsync("is not ready for others");

        await node.SignalAsync("TERM");

        Assert.Equal(0, await node.ExitAsync());
    }

    private Task<ApiProcess> StartAsync(int seconds) => ApiProcess.StartAsync(store, settings: new() { ["Host:DrainSeconds"] = $"{seconds}", ["Host:Roles"] = "api,worker" });

    private static async Task RefusesAsync(Uri address)
    {
        using var patience = Patience.Begin();
        while (true)
        {
            try
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(address.Host, address.Port, patience.Token);
                await Task.Delay(20, patience.Token);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    /// <summary>A request of which the server has the headers, and not yet the whole body.</summary>
    private sealed class HalfAnOrder(TcpClient socket, byte[] rest) : IDisposable
    {
        public static async Task<HalfAnOrder> BeginAsync(Uri address, string token)
        {
            var body = """{"lines":[{"sku":"MUG-RED","quantity":1}]}""";
            var head = $"POST /api/v2/orders HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {App.NewKey()}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
            var bytes = Encoding.ASCII.GetBytes(head + body);
            var socket = new TcpClient();
            await socket.ConnectAsync(address.Host, address.Port);
            await socket.GetStream().WriteAsync(bytes.AsMemory(0, head.Length + 10));
            return new(socket, bytes[(head.Length + 10)..]);
        }

        public async Task<string> FinishAsync()
        {
            await socket.GetStream().WriteAsync(rest);
            using var reader = new StreamReader(socket.GetStream());
            return await reader.ReadLineAsync() ?? "";
        }

        public void Dispose() => socket.Dispose();
    }
}
