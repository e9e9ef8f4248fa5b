using System.Text.Json.Nodes;

namespace Mobile.Client;

/// <summary>Writes that the server refused for good. They are out of the queue and out of the view, and wait for the user.</summary>
public sealed class DeadLetters
{
    private readonly LocalStore store;
    private readonly TimeProvider clock;

    internal DeadLetters(LocalStore store, TimeProvider clock) => (this.store, this.clock) = (store, clock);

    /// <summary>All of them, oldest first.</summary>
    public async Task<IReadOnlyList<RefusedWrite>> ListAsync(CancellationToken stop = default)
    {
        var dead = await store.RunAsync(unit => unit.Writes.Dead(), stop).ConfigureAwait(false);
        return [.. dead.Select(write => write.ToRefused())];
    }

    /// <summary>Gives a dead letter another body. It stays where it is until it is replayed.</summary>
    /// <exception cref="KeyNotFoundException">There is no such dead letter.</exception>
    public Task RepairAsync(long position, JsonObject body, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return store.RunAsync(unit => unit.Writes.Repair(position, QueuedWrite.TextOf(body), Find(unit, position).Effect.Repaired(body)), stop);
    }

    /// <summary>
    /// Puts a dead letter back at the end of the queue as a new write: with a new key, for the version that the app shows now, and with
    /// its effect to be seen again.
    /// </summary>
    /// <returns>Its new position.</returns>
    /// <exception cref="KeyNotFoundException">There is no such dead letter.</exception>
    public Task<long> ReplayAsync(long position, CancellationToken stop = default) => store.RunAsync(
        unit =>
        {
            var write = Find(unit, position);
            unit.Writes.Forget(write);
            return unit.Writes.Enqueue(write with { Key = clock.NewId(), QueuedAt = clock.GetUtcNow() });
        },
        stop);

    /// <summary>Forgets a dead letter.</summary>
    /// <exception cref="KeyNotFoundException">There is no such dead letter.</exception>
    public Task DiscardAsync(long position, CancellationToken stop = default) => store.RunAsync(unit => unit.Writes.Forget(Find(unit, position)), stop);

    private static QueuedWrite Find(LocalUnit unit, long position) =>
        unit.Writes.FindDead(position) ?? throw new KeyNotFoundException($"There is no dead letter {position}.");
}
