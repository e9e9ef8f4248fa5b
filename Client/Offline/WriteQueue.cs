namespace Mobile.Client;

/// <summary>
/// The writes of this device. A write is on disk, with its idempotency key and its effect, when <see cref="EnqueueAsync"/> returns; it is
/// sent by the next sync, also one after a restart. Writes to one document are sent in their order.
/// </summary>
public sealed class WriteQueue
{
    private readonly LocalStore store;
    private readonly TimeProvider clock;

    internal WriteQueue(LocalStore store, TimeProvider clock) => (this.store, this.clock) = (store, clock);

    /// <summary>Raised when a write of this device will not happen as the user made it, on a thread of the pool.</summary>
    public event EventHandler<WriteRejectedEventArgs>? Rejected;

    /// <summary>The id for a new document: it sorts by time, and makes even a very late repetition harmless.</summary>
    public string NewId() => clock.NewId();

    /// <summary>Puts a write at the end of the queue.</summary>
    /// <returns>Its position.</returns>
    /// <exception cref="ArgumentException">The body has more than 256 KiB.</exception>
    public Task<long> EnqueueAsync(Write write, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        var queued = QueuedWrite.From(write, clock);
        return store.RunAsync(unit => unit.Writes.Enqueue(queued), stop);
    }

    /// <summary>What has not been sent, or not been answered, in order.</summary>
    public async Task<IReadOnlyList<PendingWrite>> ListAsync(CancellationToken stop = default)
    {
        var queued = await store.RunAsync(unit => unit.Writes.Queued(int.MaxValue), stop).ConfigureAwait(false);
        return [.. queued.Select(write => write.ToPending())];
    }

    internal void Reject(IEnumerable<QueuedWrite> writes, bool deadLetters)
    {
        foreach (var write in writes)
        {
            Rejected?.Invoke(this, new(write.ToRefused(), deadLetters));
        }
    }
}

/// <summary>A write of this device will not happen as the user made it, and its effect has been taken back.</summary>
/// <param name="write">The write and why.</param>
/// <param name="isDeadLetter">Whether it waits for the user's decision.</param>
public sealed class WriteRejectedEventArgs(RefusedWrite write, bool isDeadLetter) : EventArgs
{
    /// <summary>The write; its problem may carry the server's state and the fields in conflict.</summary>
    public RefusedWrite Write { get; } = write;

    /// <summary>True: it is among the dead letters. False: the conflict policy let the server win, and nothing is left to decide.</summary>
    public bool IsDeadLetter { get; } = isDeadLetter;
}
