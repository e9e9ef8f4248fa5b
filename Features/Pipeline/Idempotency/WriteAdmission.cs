using System.Diagnostics.Metrics;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Limits;

namespace Mobile.Features.Pipeline.Idempotency;

/// <summary>
/// Lets in as many new writes as the store finishes soon, so that those who are in are answered as fast as ever; none while the node is
/// overloaded. A repetition is no new write: it was done, and only its reply is missing.
/// </summary>
internal sealed class WriteAdmission
{
    private readonly Database database;
    private readonly LoadWatch load;
    private int underWay;

    public WriteAdmission(Database database, LoadWatch load, IMeterFactory meters)
    {
        (this.database, this.load) = (database, load);
        var meter = meters.Create("Mobile.Pipeline");
        meter.CreateObservableGauge("mobile.writes.under_way", () => Volatile.Read(ref underWay), "{write}", "Keyed writes that were let in and are not answered yet.");
        meter.CreateObservableGauge("mobile.writes.capacity", () => database.WriteCapacity, "{write}", "How many may be; beyond, new ones are told to come back.");
    }

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
