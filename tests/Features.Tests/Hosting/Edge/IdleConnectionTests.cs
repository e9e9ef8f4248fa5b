using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mobile.Features.Tests.Hosting.Edge;

/// <summary>Connections that say little or nothing keep nobody else from being served.</summary>
public sealed class IdleConnectionTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private const int Connections = 500;

    [Theory]
    [InlineData("")]
    [InlineData("GET /api/v2/orders HTTP/1.1\r\nHost: local")]
    [InlineData("POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\ngrant_type=")]
    public async Task Others_are_served_beside_five_hundred_that_wait(string begun)
    {
        using var alice = await host.SignInAsync("alice");
        var sockets = new List<Socket>();
        try
        {
            for (var i = 0; i < Connections; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                await socket.ConnectAsync(host.Address.Host, host.Address.Port);
                await socket.SendAsync(Encoding.ASCII.GetBytes(begun));
            }

            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/api/v2/orders")).StatusCode);
                await alice.PlaceOrderAsync();
            }

            using var fresh = await host.SignInAsync("bob");
            Assert.Equal(HttpStatusCode.OK, (await fresh.GetAsync("/health/ready")).StatusCode);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }
}
