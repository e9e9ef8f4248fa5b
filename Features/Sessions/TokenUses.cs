using System.Collections.Concurrent;

namespace Mobile.Features.Sessions;

/// <summary>Names the newest generation of a session of which a token was used.</summary>
/// <param name="Generation">How often the session's tokens had been replaced when the token was issued.</param>
public sealed record TokenUse(string SessionId, long Generation);

/// <summary>Collects which tokens this node has seen in use, until <see cref="TokenUseFlush"/> has stored them.</summary>
/// <remarks>
/// A request only adds to memory, so that no read waits for the writer. At most the sessions that were refreshed within the life of an
/// access token are in it.
/// </remarks>
public sealed class TokenUses
{
    private readonly ConcurrentDictionary<string, long> newest = new(StringComparer.Ordinal);

    /// <summary>Notes a use. The first pair of tokens of a session has no parent that its use could end, and is not noted.</summary>
    public void Add(string sessionId, long generation)
    {
        if (generation > 0)
        {
            newest.AddOrUpdate(sessionId, static (_, latest) => latest, static (_, known, latest) => Math.Max(known, latest), generation);
        }
    }

    /// <summary>Finds the newest generation that is not stored yet; 0 where there is none.</summary>
    public long Find(string sessionId) => newest.GetValueOrDefault(sessionId);

    /// <summary>Lists what is to be stored, by session: two nodes that store at once lock the rows in one order.</summary>
    internal IReadOnlyList<TokenUse> List() =>
        [.. newest.Select(entry => new TokenUse(entry.Key, entry.Value)).OrderBy(use => use.SessionId, StringComparer.Ordinal)];

    /// <summary>Forgets what was stored, but for a newer use that was noted meanwhile.</summary>
    internal void Remove(IEnumerable<TokenUse> stored)
    {
        foreach (var use in stored)
        {
            newest.TryRemove(new(use.SessionId, use.Generation));
        }
    }
}
