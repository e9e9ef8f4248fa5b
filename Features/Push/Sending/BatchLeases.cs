using Mobile.Features.Data;

namespace Mobile.Features.Push.Sending;

/// <summary>Watches the leases of the batches that are being sent, by whichever process.</summary>
public sealed class BatchLeases(ClockMonitor monitor, TimeProvider clock)
{
    private readonly LeaseWatch watch = new(monitor, clock, SendBatch.Lease);

    /// <summary>Finds the batches of which nobody comes back.</summary>
    /// <param name="batches">All that are being sent, with when their leases end.</param>
    public IReadOnlyList<string> FindEnded(IEnumerable<(string Id, long Until)> batches) => watch.FindEnded(batches);
}
