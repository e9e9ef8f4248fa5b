using Mobile.Features.Data;
using Mobile.Features.Pipeline.Limits;

namespace Mobile.Features.Pipeline.Idempotency;

/// <summary>
/// Lets in as many new writes as the store finishes soon, so that those who are in are answered as fast as ever; none while the node is
/// overloaded. A repetition is no new write: it was done, and only its reply is missing.
/// </summary>
internal sealed class WriteAdmission(Database database, LoadWatch load)
{
    private int underWay;

    /// <returns>Whether the write may go on, and must <see cref="Leave"/> when it has ended, however it does.</returns>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref underWay) <= database.WriteCapacity && !load.IsOverloaded)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref underWay);
}
