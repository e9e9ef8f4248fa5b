using System.Buffers.Binary;
using System.Text;

namespace Mobile.Testing.Faults;

/// <summary>Answers of a server, each as its token stream ([MS-TDS] 2.2.7).</summary>
internal static class TdsTokens
{
    private const byte Transaction = 1;

    /// <summary>No encryption, no MARS.</summary>
    public static byte[] Prelogin { get; } =
    [
        0x00, 0, 16, 0, 6,
        0x01, 0, 22, 0, 1,
        0x04, 0, 23, 0, 1,
        0xFF,
        16, 0, 0, 0, 0, 0,
        2,
        0,
    ];

    /// <summary>With a collation, which the client gives to the texts that it sends.</summary>
    public static byte[] LoginAck { get; } = [.. Token(0xE3, [7, 5, 0x09, 0x04, 0xD0, 0, 0x34, 0]), .. Token(0xAD, [1, 0x74, 0, 0, 4, .. Short("test"), 16, 0, 0, 0]), .. Done()];

    public static byte[] ResetAck { get; } = Token(0xE3, [18, 0, 0]);

    public static byte[] Begun { get; } = [.. Token(0xE3, [8, 8, Transaction, 0, 0, 0, 0, 0, 0, 0, 0]), .. Done()];

    public static byte[] Committed { get; } = Ended(9);

    public static byte[] RolledBack { get; } = Ended(10);

    public static byte[] Done(bool isError = false) => [0xFD, (byte)(isError ? 2 : 0), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] Error(int number, byte severity)
    {
        var start = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(start, number);
        (start[4], start[5]) = (1, severity);
        var message = $"Error {number}";
        BinaryPrimitives.WriteUInt16LittleEndian(start.AsSpan(6), (ushort)message.Length);
        return [.. Token(0xAA, [.. start, .. Encoding.Unicode.GetBytes(message), .. Short("test"), .. Short(""), 1, 0, 0, 0]), .. Done(isError: true)];
    }

    public static byte[] Packet(byte[] tokens)
    {
        byte[] packet = [4, 1, 0, 0, 0, 0, 1, 0, .. tokens];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        return packet;
    }

    private static byte[] Ended(byte how) => [.. Token(0xE3, [how, 0, 8, Transaction, 0, 0, 0, 0, 0, 0, 0]), .. Done()];

    private static byte[] Token(byte type, byte[] data) => [type, (byte)data.Length, (byte)(data.Length >> 8), .. data];

    private static byte[] Short(string text) => [(byte)text.Length, .. Encoding.Unicode.GetBytes(text)];
}
