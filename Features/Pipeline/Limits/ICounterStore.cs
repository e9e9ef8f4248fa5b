using System.Runtime.InteropServices;

namespace Mobile.Features.Pipeline.Limits;

/// <summary>
/// Where requests are counted: in the memory of this node (<see cref="NodeCounters"/>), or wherever several nodes count together. A store that
/// cannot be reached should let requests pass rather than throw: a limit is a courtesy, the API is the product.
/// </summary>
public interface ICounterStore
{
    /// <summary>Takes <paramref name="cost"/> from the bucket, or nothing where it holds less; a negative cost gives back.</summary>
    /// <param name="partition">Whose bucket of the policy: a user, an installation or an address.</param>
    ValueTask<TakenQuota> TakeAsync(RateLimitPolicy policy, string partition, int cost);
}

/// <param name="Wait">How long until the same cost is there; zero where it was taken.</param>
/// <param name="Remaining">What the bucket holds now.</param>
/// <param name="UntilMore">How long until it holds one more; zero where it is full.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TakenQuota(TimeSpan Wait, int Remaining, TimeSpan UntilMore)
{
    public bool IsTaken => Wait == TimeSpan.Zero;
}
