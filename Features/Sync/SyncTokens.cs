using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Sync;

/// <summary>
/// Sync tokens: a <see cref="SyncPoint"/> sealed for one user and collection set, within one <see cref="StoreEpoch"/>: a token from before a
/// restore does not open.
/// </summary>
public sealed class SyncTokens(SealedTokens tokens, StoreEpoch epoch)
{
    private const int HeadLength = sizeof(long) + 1;
    private const int FeedLength = sizeof(long) + sizeof(long);
    private const int MaxFeeds = 3;

    /// <param name="collections">The names of the set, in the product's order.</param>
    public string Seal(string collections, string userId, SyncPoint point)
    {
        Span<byte> payload = stackalloc byte[HeadLength + (MaxFeeds * FeedLength)];
        payload = payload[..(HeadLength + (point.Feeds.Count * FeedLength))];
        BinaryPrimitives.WriteInt64BigEndian(payload, epoch.Id);
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
        if (!tokens.TryOpen(Purpose(collections), userId, token, payload) || BinaryPrimitives.ReadInt64BigEndian(payload) != epoch.Id)
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

    private static string Purpose(string collections) => "sync:" + collections;
}
