namespace Mobile.Client;

/// <summary>What a sync has done, and what it has left.</summary>
public sealed record SyncReport
{
    /// <summary>Writes that the server has done.</summary>
    public int Sent { get; init; }

    /// <summary>Writes that will not happen as the user made them: dead letters, and those that lost a conflict.</summary>
    public int Rejected { get; init; }

    /// <summary>Writes that met a newer state of their document, however that ended.</summary>
    public int Conflicts { get; init; }

    /// <summary>Writes that are still queued: the server cannot take them now, or the user made them meanwhile.</summary>
    public int Pending { get; init; }

    /// <summary>All writes that wait for the user's decision.</summary>
    public int DeadLetters { get; init; }

    /// <summary>Documents that were delivered.</summary>
    public int Pulled { get; init; }

    /// <summary>Documents that are gone.</summary>
    public int Removed { get; init; }

    /// <summary>Whether the sync token was no longer good and the replica was built anew.</summary>
    public bool WasReset { get; init; }

    /// <summary>When writes are pending: how long the server asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    internal SyncReport Add(Settled round) => this with
    {
        Sent = Sent + round.Sent,
        Rejected = Rejected + round.Rejected.Count,
        Conflicts = Conflicts + round.Conflicts.Count,
        Pulled = Pulled + round.Pulled,
        Removed = Removed + round.Removed,
        WasReset = WasReset || round.WasReset,
        RetryAfter = round.RetryAfter,
    };
}
