namespace Mobile.Features.Pipeline.Garbage;

/// <summary>Rows that nobody needs any more once they are old enough.</summary>
public interface IGarbage
{
    /// <summary>What they are, for the log: <c>idempotency keys</c>.</summary>
    string Name { get; }

    /// <summary>Collects about <paramref name="batch"/> of the oldest, in one short transaction.</summary>
    /// <returns>How many rows are gone; 0 when there is nothing left to collect.</returns>
    Task<int> CollectAsync(int batch, CancellationToken stop);
}
