using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Sync;

/// <summary>
/// Sync tokens: a <see cref="SyncPoint"/> sealed for one user and collection set, within one epoch of the store. The epoch is drawn when
/// the store is made and again when a backup is restored, so a token from another life of the data does not open.
/// </summary>
public sealed class SyncTokens(SealedTokens tokens, Database database)
{
    private const int HeadLength = sizeof(long) + 1;
    private const int FeedLength = sizeof(long) + sizeof(long);
    private const int MaxFeeds = 3;

    private long epoch;

    /// <param name="collections">The names of the set, in the product's order.</param>
    public string Seal(string collections, string userId, SyncPoint point)
    {
        Span<byte> payload = stackalloc byte[HeadLength + (MaxFeeds * FeedLength)];
        payload = payload[..(HeadLength + (point.Feeds.Count * FeedLength))];
        BinaryPrimitives.WriteInt64BigEndian(payload, epoch);
        payload[sizeof(long)] = point.Fresh ? (byte)1 : (byte)0;
        var rest = payload[HeadLength..];
        foreach (var feed in point.Feeds)
        {
            BinaryPrimitives.WriteInt64BigEndian(rest, feed.Position);
            BinaryPrimitives.WriteInt64BigEndian(rest[sizeof(long)..], feed.High);
            rest = rest[FeedLength..];
        }

        return tokens.Seal(Purpose(collections), userId, payload);
    }

    /// <param name="feeds">How many feeds the set draws from.</param>
    /// <returns>False for a token of another user, another set, or another epoch, and for anything that was altered.</returns>
    public bool TryOpen(string collections, string userId, int feeds, string token, [NotNullWhen(true)] out SyncPoint? point)
    {
        Span<byte> payload = stackalloc byte[HeadLength + (MaxFeeds * FeedLength)];
        payload = payload[..(HeadLength + (feeds * FeedLength))];
        point = null;
        if (!tokens.TryOpen(Purpose(collections), userId, token, payload) || BinaryPrimitives.ReadInt64BigEndian(payload) != epoch)
        {
            return false;
        }

        var points = new FeedPoint[feeds];
        var rest = payload[HeadLength..];
        for (var i = 0; i < feeds; i++)
        {
            points[i] = new(BinaryPrimitives.ReadInt64BigEndian(rest), BinaryPrimitives.ReadInt64BigEndian(rest[sizeof(long)..]));
            rest = rest[FeedLength..];
        }

        point = new(payload[sizeof(long)] == 1, points);
        return true;
    }

    /// <summary>
    /// Whether the text has the form of a sync token, be it a good one or not: those of another user, another set or before a restore do not
    /// open, and are told from what never was one by their form alone.
    /// </summary>
    public static bool IsFormOfToken(string text)
    {
        var length = SealedTokens.PayloadLengthOf(text) - HeadLength;
        return length > 0 && length % FeedLength == 0 && length <= MaxFeeds * FeedLength;
    }

    internal async Task LoadAsync(CancellationToken stop) => epoch = long.Parse(
        await database.FindOrAddAsync<string>(Sql.Find, null, Sql.Insert, () => new { value = Draw().ToString() }, stop));

    /// <summary>A restored backup knows less than the apps do: ends the epoch, so that the next start draws another and refuses every token of before.</summary>
    public Task EndEpochAsync(CancellationToken stop) => database.WriteAsync(unit => unit.ExecuteAsync(Sql.Delete, null, stop), stop);

    private static string Purpose(string collections) => "sync:" + collections;

    private static long Draw() => BinaryPrimitives.ReadInt64BigEndian(RandomNumberGenerator.GetBytes(sizeof(long)));

    private static class Sql
    {
        public const string Find = "SELECT value FROM store_info WHERE name = 'epoch'";
        public const string Insert = "INSERT INTO store_info (name, value) VALUES ('epoch', @value)";
        public const string Delete = "DELETE FROM store_info WHERE name = 'epoch'";
    }
}
