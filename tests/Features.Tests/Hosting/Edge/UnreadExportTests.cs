using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Api.Hosting.Edge;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Tests.Versions;

namespace Mobile.Features.Tests.Hosting.Edge;

/// <summary>An account of many megabytes leaves as it is read.</summary>
/// <remarks>Measures the memory of the process, and so runs while no other test does.</remarks>
[Collection(nameof(Alone))]
public sealed class UnreadExportTests : IAsyncLifetime
{
    private const int Orders = 1_000;
    private const int Megabyte = 1_000_000;
    private const string Path = $"/api/{ApiVersions.Current}/profile/export";

    private readonly HeldHost host = new();

    private ResponseDeadline Deadline => host.Services.GetRequiredService<ResponseDeadline>();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task An_export_is_held_in_small_part_while_nobody_reads_it_then_cut_off_and_whole_for_who_does()
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        await alice.PlaceOrderAsync();
        await LargeOrders.AddAsync(host.Store, "alice", Orders, host.Clock.UnixMilliseconds());
        await bob.PlaceOrderAsync();
        await bob.ReadAsync(Path);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var connection = await AskAsync(alice);
        await UntilStalledAsync();
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(held < 4 * Megabyte, $"The memory has grown by {held} bytes.");

        // What is under way at once is a piece and what the order on its edge adds.
        host.Clock.Advance(2 * Deadline.TimePerPiece);
        var taken = await ReadToEndAsync(connection.GetStream());

        var whole = await (await alice.GetAsync(Path)).Content.ReadAsByteArrayAsync();
        Assert.True(whole.Length > 10 * Megabyte, $"The export has only {whole.Length} bytes.");
        Assert.InRange(taken, 1, whole.Length - 1);
        var exported = JsonElement.Parse(whole).GetProperty("orders").EnumerateArray();
        Assert.Equal(
            await host.Store.QueryAsync<string>(
                "SELECT orders.id FROM orders JOIN users ON users.id = user_id WHERE subject = 'alice' ORDER BY orders.seq"),
            exported.Select(order => order.GetProperty("order").Text("id")));
    }

    private async Task<TcpClient> AskAsync(App app)
    {
        var connection = new TcpClient { ReceiveBufferSize = 4096 };
        await connection.ConnectAsync(host.Address.Host, host.Address.Port);
        var headers = $"Host: {host.Address.Authority}\r\nConnection: close\r\nAuthorization: Bearer {app.AccessToken}";
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {Path} HTTP/1.1\r\n{headers}\r\n\r\n"));
        return connection;
    }

    /// <summary>The buffers between are full when one wait outlasts many looks.</summary>
    private async Task UntilStalledAsync()
    {
        using var patience = Patience.Begin();
        for (var (looks, begun) = (0, 0); looks < 200; await Task.Delay(1, patience.Token))
        {
            looks = Deadline.Waiting > 0 && host.Clock.Waits == begun ? looks + 1 : 0;
            begun = host.Clock.Waits;
        }
    }

    /// <returns>How many bytes came before the connection ended.</returns>
    private static async Task<long> ReadToEndAsync(NetworkStream stream)
    {
        using var patience = Patience.Begin();
        var (buffer, read) = (new byte[64 * 1024], 0L);
        try
        {
            while (await stream.ReadAsync(buffer, patience.Token) is > 0 and var some)
            {
                read += some;
            }
        }
        catch (IOException)
        {
            // Cut off.
        }

        return read;
    }

    /// <summary>Timers end when the test says so, however long it measures.</summary>
    private sealed class HeldHost() : TestHost(new SqliteStore(), "api", clock: new(timersHold: true));
}
