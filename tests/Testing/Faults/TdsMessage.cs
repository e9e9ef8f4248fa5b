using System.Buffers.Binary;
using System.Net.Sockets;

namespace Mobile.Testing.Faults;

/// <summary>What a client of SQL Server asks for, as far as faults are planned by it.</summary>
public enum TdsRequest
{
    Prelogin,
    Login,
    Statement,
    Begin,
    Commit,
    Rollback,
}

/// <summary>One message of the Tabular Data Stream protocol ([MS-TDS] 2.2.3), put together from its packets.</summary>
/// <param name="Packets">With their headers, as they came.</param>
internal sealed record TdsMessage(byte[] Packets, byte Kind, byte[] Body)
{
    private const int HeaderLength = 8;
    private const byte EndOfMessage = 1;
    private const byte ResetConnection = 8;

    public bool Resets => (Packets[1] & ResetConnection) != 0;

    public TdsRequest Request => Kind switch
    {
        0x12 => TdsRequest.Prelogin,
        0x10 => TdsRequest.Login,
        0x0E => OfTransaction,
        _ => TdsRequest.Statement,
    };

    /// <summary>After the headers, whose length comes first.</summary>
    private TdsRequest OfTransaction => BinaryPrimitives.ReadUInt16LittleEndian(Body.AsSpan(BinaryPrimitives.ReadInt32LittleEndian(Body))) switch
    {
        5 => TdsRequest.Begin,
        7 => TdsRequest.Commit,
        _ => TdsRequest.Rollback,
    };

    /// <returns>Null when the other side has closed the connection.</returns>
    public static async Task<TdsMessage?> ReadAsync(Stream stream, CancellationToken stop)
    {
        using var packets = new MemoryStream();
        using var body = new MemoryStream();
        var header = new byte[HeaderLength];
        do
        {
            if (await stream.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false, stop) < HeaderLength)
            {
                return null;
            }

            var data = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)) - HeaderLength];
            await stream.ReadExactlyAsync(data, stop);
            packets.Write(header);
            packets.Write(data);
            body.Write(data);
        }
        while ((header[1] & EndOfMessage) == 0);

        return new(packets.ToArray(), header[0], body.ToArray());
    }

    /// <summary>Closes at once, with a reset: what a process that was killed, or a load balancer, leaves behind.</summary>
    public static void Break(TcpClient client)
    {
        if (client.Client is { } socket)
        {
            socket.LingerState = new(enable: true, seconds: 0);
            client.Close();
        }
    }
}
