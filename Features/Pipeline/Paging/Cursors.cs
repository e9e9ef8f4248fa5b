using System.Buffers.Binary;

namespace Mobile.Features.Pipeline.Paging;

/// <summary>Keyset cursors: the position of the last row seen, sealed for its user and collection.</summary>
public sealed class Cursors(SealedTokens tokens)
{
    private const int Length = sizeof(long) + IdLength;
    private const int IdLength = 16;

    public string Seal(string collection, string userId, Position position)
    {
        Span<byte> payload = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(payload, position.At);
        Convert.FromHexString(position.Id, payload[sizeof(long)..], out _, out _);
        return tokens.Seal(Purpose(collection), userId, payload);
    }

    public bool TryOpen(string collection, string userId, string cursor, out Position position)
    {
        Span<byte> payload = stackalloc byte[Length];
        var opened = tokens.TryOpen(Purpose(collection), userId, cursor, payload);
        position = opened
            ? new(BinaryPrimitives.ReadInt64BigEndian(payload), Convert.ToHexStringLower(payload[sizeof(long)..]))
            : default;
        return opened;
    }

    private static string Purpose(string collection) => "cursor:" + collection;
}
