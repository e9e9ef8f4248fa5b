using System.Buffers.Binary;

namespace Mobile.Features.Pipeline.Paging;

/// <summary>
/// Keyset cursors: the position of the last row seen, sealed for its user and collection. They carry the feed's number from the first
/// page on, so that every page gives the sync token of the first: an app that keeps any of them misses nothing.
/// </summary>
public sealed class Cursors(SealedTokens tokens)
{
    private const int Length = sizeof(long) + IdLength + sizeof(long);
    private const int IdLength = 16;

    public string Seal(string collection, string userId, Position position, long seq)
    {
        Span<byte> payload = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(payload, position.At);
        Convert.FromHexString(position.Id, payload[sizeof(long)..], out _, out _);
        BinaryPrimitives.WriteInt64BigEndian(payload[(sizeof(long) + IdLength)..], seq);
        return tokens.Seal(Purpose(collection), userId, payload);
    }

    public bool TryOpen(string collection, string userId, string cursor, out Position position, out long seq)
    {
        Span<byte> payload = stackalloc byte[Length];
        var opened = tokens.TryOpen(Purpose(collection), userId, cursor, payload);
        position = opened
            ? new(BinaryPrimitives.ReadInt64BigEndian(payload), Convert.ToHexStringLower(payload.Slice(sizeof(long), IdLength)))
            : default;
        seq = BinaryPrimitives.ReadInt64BigEndian(payload[(sizeof(long) + IdLength)..]);
        return opened;
    }

    private static string Purpose(string collection) => "cursor:" + collection;
}
