using System.Net.Sockets;
using System.Text;

namespace Mobile.Testing;

/// <summary>Bytes on a socket, for requests that no HTTP client would send.</summary>
public static class RawHttp
{
    public static Task<string> SendAsync(Uri address, string request) => SendAsync(address, Encoding.UTF8.GetBytes(request));

    /// <returns>All that the server sends until it closes.</returns>
    public static async Task<string> SendAsync(Uri address, byte[] request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(request);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
