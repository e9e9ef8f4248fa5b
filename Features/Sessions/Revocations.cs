using System.Collections.Concurrent;

namespace Mobile.Features.Sessions;

/// <summary>Remembers which sessions and accounts have ended, for as long as an access token of theirs may be good.</summary>
/// <remarks>
/// What is over is told by elapsed time: a step of the wall clock forgets nothing. At most <see cref="RevocationPoll.Most"/> are read at once,
/// so the memory of a node is bounded however many end together.
/// </remarks>
public sealed class Revocations(TimeProvider clock)
{
    /// <summary>By how much the clocks of two nodes may differ, and a commit may be late.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <summary>The life of an access token, by the clock of whichever node issued it.</summary>
    public static readonly TimeSpan Kept = AccessTokens.Lifetime + Slack;

    private readonly ConcurrentDictionary<string, long> sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> accounts = new(StringComparer.Ordinal);

    public bool HasSession(string sessionId) => sessions.ContainsKey(sessionId);

    public bool HasAccount(string userId) => accounts.ContainsKey(userId);

    /// <summary>Refuses the session's access tokens on this node from now on.</summary>
    public void AddSession(string sessionId) => sessions.TryAdd(sessionId, clock.GetTimestamp());

    /// <summary>Refuses the access tokens of all of the account's sessions on this node from now on.</summary>
    public void AddAccount(string userId) => accounts.TryAdd(userId, clock.GetTimestamp());

    /// <summary>Forgets those whose last access token has expired.</summary>
    public void Sweep()
    {
        Sweep(sessions);
        Sweep(accounts);
    }

    private void Sweep(ConcurrentDictionary<string, long> ended)
    {
        foreach (var entry in ended)
        {
            if (clock.GetElapsedTime(entry.Value) > Kept)
            {
                ended.TryRemove(entry);
            }
        }
    }
}
