using System.Buffers.Binary;
using System.Security.Cryptography;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Sync;

/// <summary>
/// Sync tokens: a sequence number sealed for one owner and collection set, within one epoch of the store. The epoch is drawn when
/// the store is made, so a token from another life of the data does not open.
/// </summary>
public sealed class SyncTokens(SealedTokens tokens, Database database)
{
    private const int Length = sizeof(long) + sizeof(long);

    private long epoch;

    public string Seal(string collections, string owner, long seq)
    {
        Span<byte> payload = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(payload, epoch);
        BinaryPrimitives.WriteInt64BigEndian(payload[sizeof(long)..], seq);
        return tokens.Seal("sync:" + collections, owner, payload);
    }

    internal async Task LoadAsync(CancellationToken stop) => epoch = long.Parse(
        await database.FindOrAddAsync<string>(Sql.Find, null, Sql.Insert, () => new { value = Draw().ToString() }, stop));

    private static long Draw() => BinaryPrimitives.ReadInt64BigEndian(RandomNumberGenerator.GetBytes(sizeof(long)));

    private static class Sql
    {
        public const string Find = "SELECT value FROM store_info WHERE name = 'epoch'";
        public const string Insert = "INSERT INTO store_info (name, value) VALUES ('epoch', @value)";
    }
}
