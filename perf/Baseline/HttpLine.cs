using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Mobile.Perf.Baseline;

/// <summary>How a request was answered.</summary>
/// <param name="SaysWhen">Whether it has Retry-After.</param>
internal readonly record struct Answer(int Status, bool SaysWhen);

/// <summary>
/// One connection of HTTP/1.1, which sends prepared bytes and reads as much of an answer as a measurement needs. An HttpClient would take as much
/// of the processors as the server does, on the same machine, and so hide half of every difference.
/// </summary>
internal sealed class HttpLine : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[128 * 1024];
    private int start;
    private int end;

    public static async Task<HttpLine> OpenAsync(Uri address)
    {
        var line = new HttpLine();
        await line.socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(address.Host), address.Port));
        return line;
    }

    public async ValueTask<Answer> SendAsync(ReadOnlyMemory<byte> request)
    {
        await socket.SendAsync(request);
        (start, end) = (0, 0);
        int length;
        while ((length = Unread.Span.IndexOf("\r\n\r\n"u8)) < 0)
        {
            await ReceiveAsync();
        }

        var head = Unread[..(length + 2)];
        var answer = new Answer(StatusOf(head.Span), ValueOf(head.Span, "\r\nRetry-After: "u8) is not []);
        var isChunked = ValueOf(head.Span, "\r\nTransfer-Encoding: "u8) is not [];
        var size = Utf8Parser.TryParse(ValueOf(head.Span, "\r\nContent-Length: "u8), out int known, out _) ? known : 0;
        start += length + 4;
        await (isChunked ? SkipChunksAsync() : SkipAsync(size));
        return answer;
    }

    public void Dispose() => socket.Dispose();

    private ReadOnlyMemory<byte> Unread => buffer.AsMemory(start..end);

    private static int StatusOf(ReadOnlySpan<byte> head) => Utf8Parser.TryParse(head["HTTP/1.1 ".Length..], out int status, out _) ? status : 0;

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var at = head.IndexOf(name);
        return at < 0 ? [] : head[(at + name.Length)..][..head[(at + name.Length)..].IndexOf("\r\n"u8)];
    }

    private async ValueTask SkipChunksAsync()
    {
        while (true)
        {
            int digits;
            while ((digits = Unread.Span.IndexOf("\r\n"u8)) < 0)
            {
                await ReceiveAsync();
            }

            var size = Utf8Parser.TryParse(Unread.Span[..digits], out int length, out _, 'x') ? length : throw new InvalidDataException("The answer has a chunk without a length.");
            await SkipAsync(digits + 2 + size + 2);
            if (size == 0)
            {
                return;
            }
        }
    }

    private async ValueTask SkipAsync(int count)
    {
        while (end - start < count)
        {
            await ReceiveAsync();
        }

        start += count;
    }

    private async ValueTask ReceiveAsync()
    {
        var received = await socket.ReceiveAsync(buffer.AsMemory(end));
        end += received > 0 ? received : throw new IOException("The server closed the connection.");
    }
}
