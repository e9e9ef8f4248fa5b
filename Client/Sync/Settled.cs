namespace Mobile.Client;

/// <summary>What the answers to one round meant. All of it is on disk, but for the conflicts, which are still queued.</summary>
internal sealed class Settled
{
    public int Sent { get; set; }

    public List<QueuedWrite> Rejected { get; } = [];

    public List<QueuedWrite> Conflicts { get; } = [];

    public int Pulled { get; set; }

    public int Removed { get; set; }

    public bool WasReset { get; set; }

    /// <summary>Writes wait behind those of this round.</summary>
    public required bool QueueHasMore { get; set; }

    /// <summary>The delta has more pages, or starts over.</summary>
    public bool DeltaHasMore { get; set; }

    /// <summary>A write that met a conflict is to be sent again.</summary>
    public bool Resend { get; set; }

    /// <summary>The server cannot take something now.</summary>
    public bool Retry { get; set; }

    public TimeSpan? RetryAfter { get; set; }

    /// <summary>Nothing will get better until the app is updated, or the request changed.</summary>
    public Problem? Fatal { get; set; }

    public bool IsLast => !(QueueHasMore || DeltaHasMore || Resend || Retry);
}
